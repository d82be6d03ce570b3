import { expect, test } from 'vitest'
import { checkRecordKey } from '../../src/door/record-key.ts'
import { letters, people, schemaOf, seats } from './record-tables.ts'

const valuesOf = (table: object, key: unknown, tenant?: string): unknown =>
  checkRecordKey(schemaOf(table), key, tenant, 'test').values

test('checkRecordKey() takes the value of a key of one column, or an object with every column', () => {
  expect(valuesOf(people, 'a')).toEqual(['a'])
  expect(valuesOf(people, { id: 'a' })).toEqual(['a'])
  const id = '0190B3A0-1111-7222-8333-444455556666'
  expect(valuesOf(letters, id)).toEqual([id.toLowerCase()])
  expect(valuesOf(seats, { seat: 2, row: 1 }, 't')).toEqual(['t', 1, 2])
  expect(valuesOf(seats, { seat: 2, row: 1, tenant: 't' }, 't')).toEqual(['t', 1, 2])
  expect(valuesOf(seats, { seat: 2, row: 1, tenant: 't' })).toEqual(['t', 1, 2])
})

test('checkRecordKey() throws TypeError for another key, and for another tenant', () => {
  for (const key of [
    undefined,
    null,
    7,
    true,
    {},
    [],
    ['a'],
    { id: null },
    { id: undefined },
    { id: 'a', email: 'a' },
    Object.create({ id: 'a' }),
    new Date(),
    JSON.parse('{"__proto__":{"id":"a"}}'),
  ])
    expect(() => valuesOf(people, key)).toThrow(TypeError)
  for (const key of [1, { row: 1 }, { row: 1, seat: 2, person: 'a' }])
    expect(() => valuesOf(seats, key, 't')).toThrow(TypeError)
  expect(() => valuesOf(seats, { row: 1, seat: 2 })).toThrow(TypeError)
  expect(() => valuesOf(seats, { row: 1, seat: 2, tenant: 'u' }, 't')).toThrow(TypeError)
  expect(() => valuesOf(letters, 'secret')).toThrow(expect.objectContaining({ code: 'invalid-value' }))
})
