import { describe, expect, test, vi } from 'vitest'
import { Cursor } from '../../src/migration/facts/cursor.ts'
import { isAdditive } from '../../src/migration/facts/additive.ts'
import { rebuildsIn } from '../../src/migration/facts/rebuilds.ts'
import { Lexer } from '../../src/migration/text/lexer.ts'
import { writes } from '../../src/migration/facts/writes.ts'
import { all, named, one } from './facts.ts'
import { plain } from './lexicons.ts'

test('names mean what the engine makes of them', () => {
  expect(writes(one('drop table Users, "Users", U&"d\\0061t\\+000061", a."b"".c"'))).toMatchObject([
    { name: 'users', key: 'users', written: 'Users' },
    { name: 'Users', key: 'Users', written: '"Users"' },
    { name: 'data' },
    { name: 'b".c', schema: 'a' },
  ])
  expect(writes(one('drop table Users, "USERS", [a]', plain))).toMatchObject([
    { name: 'Users', key: 'users' },
    { name: 'USERS', key: 'users' },
    { name: 'a' },
  ])
})

describe('writes() names', () => {
  test.each<readonly [string, readonly string[]]>([
    ['create table a (b int)', ['a']],
    ['alter table a rename to b', ['a', 'b']],
    ['create index on a (b)', ['a']],
    ['with x as (update a set b = 1 returning *) delete from c', ['c', 'a']],
    ['drop view a', []],
    ['select setval(1)', []],
    ['do $$ $$', []],
    ['copy a to stdout', []],
    ['unknown to all', []],
  ])('what %s changes', (text, tables) => {
    expect(writes(one(text)).map(({ name }) => name)).toEqual(tables)
  })
})

describe('isAdditive()', () => {
  test.each([
    'create table a (b int)',
    'create table a as select 1',
    'create index on a (b)',
    'alter table a add b int, add c text',
    'create view a as select 1',
  ])('takes %s', (text) => expect(isAdditive(one(text))).toBe(true))

  test.each([
    'create or replace table a (b int)',
    'create or replace view a as select 1',
    'alter table a add b int not null',
    'alter table a add b int default 1',
    'alter table a add b int, drop c',
    'insert into a values (1)',
    'with x as (delete from a) select 1',
    'select f()',
    'whatever',
  ])('refuses %s', (text) => expect(isAdditive(one(text))).toBe(false))
})

describe('rebuildsIn()', () => {
  const create = 'create table new_a (b int);'
  test.each<readonly [string, string, readonly object[]]>([
    [
      'new first',
      `${create} insert into new_a select * from a; drop table a; alter table new_a rename to a`,
      [{ table: named('a'), replacement: named('new_a'), drop: 2, rename: 3, order: 'new-first' }],
    ],
    [
      'old first',
      'alter table a rename to old_a; create table a (b int); insert into a select * from old_a; drop table old_a',
      [{ table: named('a'), replacement: named('old_a'), drop: 3, rename: 0, order: 'old-first' }],
    ],
    ['none for a renaming alone', 'alter table a rename to b', []],
    ['none for a drop alone', 'drop table a; create table a (b int)', []],
    ['none where the new one was there before', 'drop table a; alter table b rename to a', []],
  ])('finds %s', (_, text, rebuilds) => {
    expect(rebuildsIn(all(text))).toEqual(rebuilds.map((rebuild) => expect.objectContaining(rebuild)))
  })
})

/** How many steps it takes to split and read a statement of so many values: tokens that are cut, and looks at one. */
const stepsOf = (values: number): number => {
  const steps = [
    vi.spyOn(Lexer.prototype, 'next'),
    vi.spyOn(Cursor.prototype, 'word'),
    vi.spyOn(Cursor.prototype, 'symbol'),
  ]
  const text = `insert into a (b) values ${"(1, 'x', now()), ".repeat(values)} (2)`
  expect(one(text)).toMatchObject({ kind: 'insert', calls: ['a', 'values', 'now'] })
  const count = steps.reduce((sum, { mock }) => sum + mock.calls.length, 0)
  vi.restoreAllMocks()
  return count
}

test('factsOf() reads a statement of many values in steps that grow with their number, and no faster', () => {
  const [one, two, four] = [stepsOf(1_000), stepsOf(2_000), stepsOf(4_000)]
  expect(one).toBeGreaterThan(1_000)
  expect(four - two).toBe(2 * (two - one))
})
