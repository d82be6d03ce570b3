import { expect, test } from 'vitest'
import { filledIn, NewRows } from '../../src/door/new-row.ts'
import { checkPatch } from '../../src/door/patch.ts'
import { letters, people, schemaOf, seats } from './record-tables.ts'

const check = (table: object, row: unknown, tenant?: string): Readonly<Record<string, unknown>> => {
  const schema = schemaOf(table)
  const values = new NewRows(schema, tenant).check(row, 'test')
  return Object.fromEntries(schema.columns.map(({ property }, index) => [property, values[index]]))
}
const withCode = (code: string, more: object = {}): unknown => expect.objectContaining({ code, ...more })

test('NewRows.check() gives a value for each column, and says what the store fills in', () => {
  expect(check(people, { email: 'a', balance: '1', credits: undefined })).toMatchObject({
    id: filledIn.uuid,
    email: 'a',
    constructor: null,
    credits: 0,
    balance: '1.00',
    createdAt: filledIn.now,
    updatedAt: filledIn.now,
    deletedAt: null,
    version: filledIn.version,
  })
  expect(check(letters, { to: 'a', title: '' })).toEqual({ id: filledIn.uuid, to: 'a', title: '' })
  expect(check(seats, { row: 1, seat: 2 }, 't')).toEqual({ tenant: 't', row: 1, seat: 2, person: null })
  expect(check(seats, { row: 1, seat: 2, tenant: 't' })).toMatchObject({ tenant: 't' })
  expect(check(people, { email: 'a', createdAt: new Date(5) })).toMatchObject({ createdAt: new Date(5) })
})

test('NewRows.check() reads own properties only', () => {
  expect(check(people, Object.assign(Object.create({ credits: 7 }), { email: 'a' }))).toMatchObject({
    credits: 0,
  })
  expect(check(people, Object.assign(Object.create(null), { email: 'a' }))).toMatchObject({ email: 'a' })
})

test('NewRows.check() throws TypeError for what is no row, another tenant, and what the library keeps', () => {
  for (const row of [
    undefined,
    null,
    'a',
    [],
    [{}],
    { email: 'a', nothing: 1 },
    { email: 'a', version: 'x' },
    { email: 'a', deletedAt: null },
    { email: 'a', deletedBy: 'x' },
    { email: 7 },
    JSON.parse('{"email":"a","__proto__":1}'),
  ])
    expect(() => check(people, row)).toThrow(TypeError)
  expect(() => check(seats, { row: 1, seat: 2, tenant: 'u' }, 't')).toThrow(TypeError)
  expect(() => check(seats, { row: 1, seat: 2, tenant: null }, 't')).toThrow(TypeError)
})

test('NewRows.check() throws not-null with the table and the column', () => {
  const notNull = (columns: string[], table = 'people'): unknown => withCode('not-null', { columns, table })
  expect(() => check(people, {})).toThrow(notNull(['email']))
  expect(() => check(people, { email: null })).toThrow(notNull(['email']))
  expect(() => check(people, { email: 'a', credits: null })).toThrow(notNull(['credits']))
  expect(() => check(seats, { row: 1, seat: 2 })).toThrow(notNull(['tenant'], 'seats'))
  expect(() => check(seats, { row: 1 }, 't')).toThrow(notNull(['seat'], 'seats'))
})

const patch = (given: unknown, table: object = people): unknown => checkPatch(schemaOf(table), given, 'test')

test('checkPatch() tells new values from increments', () => {
  expect(
    patch({
      email: 'a',
      credits: { increment: 2 },
      balance: { increment: '-1' },
      profile: { increment: 1 },
      big: null,
    }),
  ).toEqual([
    { column: expect.objectContaining({ property: 'email' }), value: 'a' },
    { column: expect.objectContaining({ property: 'credits' }), by: 2 },
    { column: expect.objectContaining({ property: 'balance' }), by: '-1.00' },
    { column: expect.objectContaining({ property: 'profile' }), value: '{"increment":1}' },
    { column: expect.objectContaining({ property: 'big' }), value: null },
  ])
})

test('checkPatch() throws TypeError for nothing to change, the key, the tenant, and what the library keeps', () => {
  for (const given of [
    undefined,
    null,
    {},
    [],
    'a',
    new Date(),
    { id: 'b' },
    { createdAt: new Date() },
    { updatedAt: new Date() },
    { version: 'x' },
    { deletedAt: null },
    { deletedBy: null },
    { nothing: 1 },
    { email: undefined },
    { email: { increment: 'a' } },
    { credits: { increment: 1, by: 2 } },
    { credits: { increment: undefined } },
    { credits: { increment: '1' } },
    { active: { increment: 1 } },
    JSON.parse('{"__proto__":1}'),
  ])
    expect(() => patch(given)).toThrow(TypeError)
  for (const given of [{ tenant: 'u' }, { row: 2 }]) expect(() => patch(given, seats)).toThrow(TypeError)
})

test('checkPatch() throws not-null, invalid-value and out-of-range for what the column does not hold', () => {
  expect(() => patch({ email: null })).toThrow(withCode('not-null', { table: 'people', columns: ['email'] }))
  expect(() => patch({ credits: { increment: null } })).toThrow(withCode('not-null'))
  expect(() => patch({ credits: { increment: 0.5 } })).toThrow(withCode('invalid-value'))
  expect(() => patch({ big: { increment: 2n ** 63n } })).toThrow(withCode('out-of-range'))
  expect(() => patch({ balance: { increment: '0.001' } })).toThrow(withCode('invalid-value'))
})
