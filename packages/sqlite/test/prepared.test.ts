import { describe, expect, test } from 'vitest'
import { positions } from '../src/engine/placeholders.ts'
import { Recent } from '../src/engine/recent.ts'
import { begin, connect, openDriver, rows, run, scratchFile, statement } from './scratch.ts'

describe('positions()', () => {
  test.each([
    ['select 1', 'select 1', undefined, undefined, false],
    ['select ?, ?', 'select ?, ?', undefined, undefined, false],
    ['select ?1, ?2', 'select ?, ?', undefined, 2, false],
    ['select ?2, ?1', 'select ?, ?', [1, 0], 2, false],
    ['select ?1, ?3', 'select ?, ?', [0, 2], 3, false],
    ['select ?1, ?2, ?1', 'select ?1, ?2, ?1', undefined, 2, true],
    ['select ?3, ?1, ?3', 'select ?1, ?2, ?1', [2, 0], 3, true],
    [
      `select '?1', "?2", [?3], \`?4\`, ?1 -- ?5\n/* ?6 */`,
      `select '?1', "?2", [?3], \`?4\`, ? -- ?5\n/* ?6 */`,
      undefined,
      1,
      false,
    ],
    [`select 'it''s ?9', ?1`, `select 'it''s ?9', ?`, undefined, 1, false],
  ])('%s', (text, rewritten, order, count, named) => {
    expect(positions(text)).toEqual({ text: rewritten, order, count, named })
  })
})

test('positions() takes every allowed parameter twice', () => {
  const list = Array.from({ length: 32_766 }, (_, i) => `?${i + 1}`).join(', ')
  const found = positions(`select 1 where 1 in (${list}, ${list})`)
  expect(found).toMatchObject({ count: 32_766, named: true, order: undefined })
})

describe('Recent', () => {
  test('keeps what is used and forgets the rest within its bound', () => {
    const recent = new Recent<number>(500)
    for (let i = 0; i < 10_000; i++) {
      recent.set(`key ${i}`, i)
      expect(recent.get('key 0')).toBe(0)
    }
    expect(recent.size).toBeLessThanOrEqual(500)
    expect(recent.get('key 1')).toBeUndefined()
    expect(recent.get('key 9999')).toBe(9999)
  })
})

describe('execute() results', () => {
  test('columns follow a schema that another connection changed, for a kept statement too', async () => {
    const driver = await openDriver()
    const writer = await connect(driver)
    const reader = await connect(driver, 'read')
    const all = statement('select * from t', [], true)
    await run(writer, 'create table t (a)')
    expect((await reader.execute(all)).columns).toEqual(['a'])
    await run(writer, 'alter table t add column b')
    await run(writer, 'insert into t values (1, 2)')
    expect(await reader.execute(all)).toMatchObject({ columns: ['a', 'b'], rows: [[1, 2]] })
    await run(writer, 'alter table t rename column b to c')
    expect((await reader.execute(all)).columns).toEqual(['a', 'c'])
  })

  test('columns stay those of the rows when the schema changes and the statement runs again before they are read', async () => {
    const connection = await connect(await openDriver(':memory:'))
    await run(connection, 'create table t (a, b)')
    const before = [
      await connection.execute(statement('select * from t', [], true)),
      await connection.execute(statement('select a, count(*) from t', [], true)),
    ]
    await run(connection, 'alter table t add column c')
    await connection.execute(statement('select * from t', [], true))
    expect(before.map((result) => result.columns)).toEqual([
      ['a', 'b'],
      ['a', 'count(*)'],
    ])
  })

  test('a table that another process’s connection made is found at once', async () => {
    const file = scratchFile()
    const [one, two] = [await openDriver(file), await openDriver(file)]
    await run(await connect(one), 'create table t (a)')
    expect(await rows(await connect(two, 'read'), 'select * from t')).toEqual([])
  })

  test('affected counts inserted, matched and deleted rows, with and without returning', async () => {
    const connection = await connect(await openDriver(':memory:'))
    const affected = async (text: string): Promise<number> => (await run(connection, text)).affected
    expect(await affected('create table t (a unique)')).toBe(0)
    expect(await affected('insert into t values (1), (2), (3)')).toBe(3)
    expect(await affected('select * from t')).toBe(0)
    expect(await affected('create table copy as select * from t')).toBe(0)
    expect(await affected('update t set a = a where a > 1')).toBe(2)
    expect(await affected('update t set a = a where a > 1 returning a')).toBe(2)
    expect(await affected('update t set a = a where a > 9')).toBe(0)
    expect(await affected('insert into t values (3), (4) on conflict do nothing')).toBe(1)
    expect(await affected('insert into t values (3), (5) on conflict do nothing returning a')).toBe(1)
    expect(await affected('pragma journal_mode')).toBe(0)
    expect(await affected('explain delete from t')).toBe(0)
    expect(await affected('delete from t')).toBe(5)
    expect(await affected('select 1')).toBe(0)
  })

  test('two columns of one name both come back', async () => {
    const connection = await connect(await openDriver(':memory:'))
    expect(await run(connection, 'select 1 as a, 2 as a')).toMatchObject({
      columns: ['a', 'a'],
      rows: [[1, 2]],
    })
  })

  test('a repeated parameter is one value to the engine', async () => {
    const connection = await connect(await openDriver(':memory:'))
    await run(connection, 'create table t (a)')
    await run(connection, 'insert into t values (1), (2)')
    const text = 'select a + ?1 from t union select a + ?1 from t order by a + ?1'
    expect(await rows(connection, text, 1)).toEqual([[2], [3]])
    expect(() => connection.handle.prepare(text.replaceAll('?1', '?'))).toThrow(
      'ORDER BY term does not match',
    )
  })

  test('a repeated parameter of a text that is not kept, with values of every kind', async () => {
    const connection = await connect(await openDriver(':memory:'))
    expect(await rows(connection, 'select ?2, ?1, ?2, ?3', 'a', true, null)).toEqual([[1, 'a', 1, null]])
  })

  test('a read-only transaction in memory refuses writes, and the next one may write', async () => {
    const connection = await connect(await openDriver(':memory:'))
    await run(connection, 'create table t (a)')
    await begin(connection, true)
    expect(() => connection.execute(statement('insert into t values (1)'))).toThrow('readonly')
    await run(connection, 'commit')
    await begin(connection)
    await run(connection, 'insert into t values (1)')
    await run(connection, 'commit')
    expect(await rows(connection, 'select * from t')).toEqual([[1]])
  })
})
