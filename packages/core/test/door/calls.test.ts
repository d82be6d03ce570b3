import { expect, test } from 'vitest'
import { checkAggregations } from '../../src/door/aggregations.ts'
import { checkAggregate, checkCount, checkExists, checkGroup } from '../../src/door/count-calls.ts'
import { checkOffsetPage, checkPage } from '../../src/door/page-calls.ts'
import { checkFind, checkGet, checkList, checkWalk } from '../../src/door/read-calls.ts'
import { checkUpsert, UpsertRows } from '../../src/door/upsert-call.ts'
import * as writes from '../../src/door/write-calls.ts'
import { letters, people, schemaOf, seats, useOf } from './record-tables.ts'

const use = useOf(people)
const names = (columns: readonly { readonly property: string }[]): string =>
  columns.map(({ property }) => property).join()
const n = { n: { count: true } }

test.each<readonly [string, (options: object) => unknown]>([
  ['get', (options) => checkGet(use, 'a', options)],
  ['find', (options) => checkFind(use, {}, options)],
  ['list', (options) => checkList(use, options)],
  ['walk', (options) => checkWalk(use, options)],
  ['page', (options) => checkPage(use, options)],
  ['offsetPage', (options) => checkOffsetPage(use, options)],
  ['exists', (options) => checkExists(use, {}, options)],
  ['count', (options) => checkCount(use, {}, options)],
  ['aggregate', (options) => checkAggregate(use, { select: n, ...options })],
  ['group', (options) => checkGroup(use, { by: ['role'], select: n, ...options })],
  ['insert', (options) => writes.checkInsert(use, options)],
  ['update', (options) => writes.checkUpdate(use, 'a', { credits: 1 }, options)],
  ['updateWhere', (options) => writes.checkUpdateWhere(use, { id: 'a' }, { credits: 1 }, options)],
  ['delete', (options) => writes.checkDelete(use, 'a', options)],
  ['deleteWhere', (options) => writes.checkDeleteWhere(use, { id: 'a' }, options)],
  ['restore', (options) => writes.checkRestore(use, 'a', options)],
  ['purge', (options) => writes.checkPurge(use, options)],
  ['upsert', (options) => checkUpsert(use, options)],
])('%s takes a signal, and throws TypeError for an option that does not exist', (_, call) => {
  const { signal } = new AbortController()
  expect(call({ signal })).toMatchObject({ signal, action: expect.stringContaining('"people"') })
  expect(() => call({ signal: 'now' })).toThrow(TypeError)
  expect(() => call({ limmit: 1 })).toThrow(/there is no option "limmit"/)
  expect(() => call(JSON.parse('{"__proto__":1}') as object)).toThrow(TypeError)
})

test('lists and pages have 100 rows unless the call says otherwise, and at most 10 000', () => {
  expect([checkList(use, undefined).limit, checkList(use, { limit: 10_000 }).limit]).toEqual([100, 10_000])
  for (const limit of [0, 10_001, 1.5, -1, Number.NaN]) {
    expect(() => checkList(use, { limit })).toThrow(RangeError)
    expect(() => checkPage(use, { limit })).toThrow(RangeError)
    expect(() => checkOffsetPage(use, { size: limit })).toThrow(RangeError)
  }
  for (const limit of ['1', 1n, null]) expect(() => checkList(use, { limit })).toThrow(TypeError)
  expect(checkOffsetPage(use, { page: 3, size: 7 })).toMatchObject({
    offset: 14,
    limit: 7,
    page: 3,
    countsAll: false,
  })
  const last = checkOffsetPage(use, { page: 900_719_925_474, size: 10_000 })
  expect(Number.isSafeInteger(last.offset)).toBe(true)
  expect(() => checkOffsetPage(use, { page: 900_719_925_475 })).toThrow(RangeError)
})

test('a read throws TypeError for a wrong select, include, forUpdate or where', () => {
  for (const query of [
    { select: [] },
    { select: 'id' },
    { select: ['nothing'] },
    { select: [undefined] },
    { include: 'some' },
    { include: true },
    { forUpdate: 1 },
    { forUpdate: true },
    { where: undefined },
    { where: null },
  ])
    expect(() => checkList(use, query)).toThrow(TypeError)
  expect(checkList(useOf(people, { kind: 'none' }, true), { forUpdate: true }).reading.forUpdate).toBe(true)
  expect(names(checkList(use, { select: ['role', 'id', 'role'] }).reading.columns)).toBe('role,id')
})

test('checkAggregations() throws TypeError for what is no number over rows', () => {
  const schema = schemaOf(people)
  for (const select of [
    undefined,
    null,
    [],
    {},
    { n: 1 },
    { n: {} },
    { n: { count: 1 } },
    { n: { count: true, sum: 'credits' } },
    { n: { median: 'credits' } },
    { n: { sum: 'role' } },
    { n: { avg: 'seenAt' } },
    { n: { sum: 'nothing' } },
    { n: { min: 'profile' } },
    { n: { sum: ['credits'] } },
    { n: { where: {} } },
    { n: { count: true, where: { nothing: 1 } } },
    JSON.parse('{"__proto__":{"count":true}}'),
  ])
    expect(() => checkAggregations(schema, select, 'test')).toThrow(TypeError)
  expect(
    checkAggregations(schema, { a: { max: 'hash' }, b: { sum: 'balance', where: {} } }, 'test'),
  ).toMatchObject([
    { name: 'a', kind: 'max' },
    { name: 'b', kind: 'sum', where: { op: 'and', of: [] } },
  ])
})

test('checkGroup() orders by what was asked for and then by the rest of by', () => {
  const group = checkGroup(use, { by: ['role', 'credits'], select: n, orderBy: [['n', 'desc'], 'credits'] })
  expect(
    group.order.map(({ of, direction }) => ['property' in of ? of.property : of.name, direction]),
  ).toEqual([
    ['n', 'desc'],
    ['credits', 'asc'],
    ['role', 'asc'],
  ])
  expect([group.limit, checkGroup(use, { by: ['role'], select: n, limit: 10_000 }).limit]).toEqual([
    1_000, 10_000,
  ])
})

test('checkUpsert() takes exactly the columns of a key, in any order and without the tenant', () => {
  const tenantUse = useOf(seats, { kind: 'tenant', id: 't' })
  expect(names(checkUpsert(use, undefined).on)).toBe('id')
  expect(names(checkUpsert(use, { on: ['credits', 'role'] }).on)).toBe('role,credits')
  expect(names(checkUpsert(tenantUse, { on: ['seat', 'row'] }).on)).toBe('tenant,row,seat')
  expect(names(checkUpsert(tenantUse, { on: ['tenant', 'person'] }).on)).toBe('tenant,person')
  for (const on of [
    null,
    'id',
    [],
    ['role'],
    ['role', 'role'],
    ['role', 'credits', 'id'],
    ['tenant', 'id'],
    ['credits'],
    [undefined],
  ])
    expect(() => checkUpsert(use, { on })).toThrow(TypeError)
})

test('UpsertRows.check() says what a row that exists gets', () => {
  const row = { id: 'a', email: 'b', credits: 5, balance: undefined, createdAt: new Date() }
  const check = (options?: object): readonly [string, number] => {
    const { take, changes } = new UpsertRows(use, checkUpsert(use, options)).check(row)
    return [names(take), changes.length]
  }
  expect(check()).toEqual(['email,credits', 0])
  expect(check({ on: ['email'] })).toEqual(['credits', 0])
  expect(check({ update: ['seenAt', 'seenAt'] })).toEqual(['seenAt', 0])
  expect(check({ update: [] })).toEqual(['', 0])
  expect(check({ update: { credits: { increment: 1 } } })).toEqual(['', 1])
})

test('a delete names who deletes, on tables with soft delete only', () => {
  expect(writes.checkDelete(use, 'a', { by: 'me' }).by).toBe('me')
  expect(writes.checkDelete(use, 'a', {}).by).toBeNull()
  for (const by of [7, {}]) expect(() => writes.checkDelete(use, 'a', { by })).toThrow(TypeError)
  expect(() => writes.checkDelete(use, 'a', { by: null })).toThrow(
    expect.objectContaining({ code: 'not-null' }),
  )
  const id = '0190b3a0-1111-7222-8333-444455556666'
  for (const call of [
    () => writes.checkDelete(useOf(letters), id, { by: 'me' }),
    () => writes.checkDelete(useOf(letters), id, { ifVersion: 'x' }),
    () => writes.checkRestore(useOf(letters), id, undefined),
    () => writes.checkPurge(useOf(letters)),
  ])
    expect(call).toThrow(TypeError)
})

test('checkPurge() takes 1 000 rows unless the call says otherwise, and a date that exists', () => {
  expect(writes.checkPurge(use)).toMatchObject({ limit: 1_000, deletedBefore: undefined })
  expect(() => writes.checkPurge(use, { limit: 1_000_001 })).toThrow(RangeError)
  expect(() => writes.checkPurge(use, { deletedBefore: 5 })).toThrow(TypeError)
  expect(() => writes.checkPurge(use, { deletedBefore: new Date(Number.NaN) })).toThrow(
    expect.objectContaining({ code: 'invalid-value' }),
  )
})
