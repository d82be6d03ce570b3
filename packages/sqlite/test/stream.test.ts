import { afterEach, describe, expect, test, vi } from 'vitest'
import type { SqliteDriver } from '../src/driver.ts'
import { begin, connect, openDriver, rows, run, scratchFile, soon, statement, thrownBy } from './scratch.ts'

const all = statement('select a from t order by a')

async function withRows(options = {}, file = scratchFile()): Promise<SqliteDriver> {
  const driver = await openDriver(file, options)
  const writer = await driver.acquire('write', soon())
  await run(writer, 'create table t (a, b)')
  await run(
    writer,
    'with recursive n(i) as (select 1 union all select i + 1 from n where i < 10) insert into t select i, i from n',
  )
  writer.release()
  return driver
}

async function collect(
  chunks: AsyncIterable<{ readonly rows: readonly (readonly unknown[])[] }>,
): Promise<unknown[]> {
  const cells: unknown[] = []
  for await (const chunk of chunks) cells.push(...chunk.rows.map((row) => row[0]))
  return cells
}

const oneToTen = Array.from({ length: 10 }, (_, i) => i + 1)

afterEach(() => void vi.useRealTimers())

describe('stream()', () => {
  test.each([1, 3, 10, 11])('reads every row once in chunks of %i', async (size) => {
    const reader = await connect(await withRows(), 'read')
    const sizes: number[] = []
    for await (const chunk of reader.stream(all, size)) {
      expect(chunk.columns).toEqual(['a'])
      sizes.push(chunk.rows.length)
    }
    expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(10)
    expect(Math.max(...sizes)).toBe(Math.min(size, 10))
    expect(await collect(reader.stream(all, size))).toEqual(oneToTen)
  })

  test('keeps its snapshot while another connection writes', async () => {
    const driver = await withRows()
    const reader = await connect(driver, 'read')
    const writer = await connect(driver)
    const chunks = reader.stream(all, 4)
    const seen = [await chunks.next()]
    await run(writer, 'delete from t')
    for await (const chunk of chunks) seen.push({ done: false, value: chunk })
    expect(seen.flatMap(({ value }) => value?.rows ?? [])).toHaveLength(10)
  })

  test('frees its statement when it is left early', async () => {
    const driver = await withRows({ readers: 1 })
    const reader = await connect(driver, 'read')
    for await (const chunk of reader.stream(all, 2)) {
      expect(chunk.rows).toHaveLength(2)
      break
    }
    expect(await rows(reader, 'select count(*) from t')).toEqual([[10]])
    reader.handle.unsafeMode(false)
    expect(() => reader.handle.exec('select 1')).not.toThrow()
  })

  test('throws what the engine finds in the middle', async () => {
    const reader = await connect(await withRows(), 'read')
    const text = `select case when a < 6 then a else json('{') end from t order by a`
    expect(await thrownBy(() => collect(reader.stream(statement(text), 2)))).toMatchObject({
      message: 'malformed JSON',
    })
    expect(await rows(reader, 'select 1')).toEqual([[1]])
  })

  test('goes on beside other statements of its read-only transaction, which commits afterwards', async () => {
    const driver = await withRows()
    const reader = await connect(driver, 'read')
    await begin(reader, true)
    const seen: unknown[] = []
    for await (const chunk of reader.stream(all, 4)) {
      seen.push(...chunk.rows.map((row) => row[0]))
      await run(reader, 'savepoint inner')
      expect(await rows(reader, 'select count(*) from t')).toEqual([[10]])
      await run(reader, 'release inner')
    }
    await run(reader, 'commit')
    expect(seen).toEqual(oneToTen)
    expect(reader.inTransaction).toBe(false)
  })

  test('gives the rows of its beginning inside a transaction that writes the same table', async () => {
    const writer = await connect(await withRows())
    await run(writer, 'begin immediate')
    const seen: unknown[] = []
    for await (const chunk of writer.stream(
      statement('select a, b from t where a > ?1 order by a desc', [2]),
      3,
    )) {
      expect(chunk.columns).toEqual(['a', 'b'])
      for (const [a] of chunk.rows) {
        seen.push(a)
        await run(writer, 'insert into t values (?1, 0)', Number(a) + 100)
        await run(writer, 'delete from t where a = ?1', Number(a) - 1)
      }
    }
    await run(writer, 'commit')
    expect(seen).toEqual([10, 9, 8, 7, 6, 5, 4, 3])
    expect(await rows(writer, 'select count(*) from temp.sqlite_schema')).toEqual([[0]])
  })

  test('keeps every kind of value when rows are put aside', async () => {
    const writer = await connect(await withRows())
    await run(writer, 'begin immediate')
    const text = `select 9007199254740993, 2.0, '12', x'01', null, 'a' as a, 'b' as a`
    const iterator = writer.stream(statement(text), 5)
    const first = await iterator.next()
    expect(first.value?.rows).toEqual([[9007199254740993n, 2, '12', Uint8Array.of(1), null, 'a', 'b']])
    expect(
      (
        await run(
          writer,
          'select typeof(c1), typeof(c2) from temp.sqlite_schema, temp.' + (await spoolName(writer)),
        )
      ).rows,
    ).toEqual([['real', 'text']])
    await iterator.return()
  })

  test('works twice at once inside one transaction', async () => {
    const writer = await connect(await withRows())
    await run(writer, 'begin immediate')
    const pairs: unknown[] = []
    for await (const outer of writer.stream(statement('select a from t where a < 3 order by a'), 1)) {
      for await (const inner of writer.stream(statement('select a from t where a > 8 order by a'), 1)) {
        pairs.push([outer.rows[0]?.[0], inner.rows[0]?.[0]])
      }
    }
    expect(pairs).toEqual([
      [1, 9],
      [1, 10],
      [2, 9],
      [2, 10],
    ])
  })

  test('streams what a writing statement returns, and pragmas', async () => {
    const writer = await connect(await withRows())
    expect(
      await collect(writer.stream(statement('update t set b = 0 where a > 5 returning a'), 2)),
    ).toHaveLength(5)
    expect(await collect(writer.stream(statement('pragma table_info(t)'), 1))).toEqual([0, 1])
    expect(await collect(writer.stream(statement('delete from t'), 1))).toEqual([])
    expect(await rows(writer, 'select count(*) from t')).toEqual([[0]])
  })

  test('in memory works inside and outside of transactions, read-only ones too', async () => {
    const driver = await withRows({}, ':memory:')
    const only = await connect(driver, 'read')
    expect(await collect(only.stream(all, 3))).toEqual(oneToTen)
    for (const readOnly of [false, true]) {
      await begin(only, readOnly)
      expect(await collect(only.stream(all, 3))).toEqual(oneToTen)
      await run(only, 'commit')
    }
  })

  test('throws closed when its connection was given back before its end', async () => {
    const driver = await withRows()
    const reader = await driver.acquire('read', soon())
    const chunks = reader.stream(all, 2)
    await chunks.next()
    reader.release()
    expect(await thrownBy(() => chunks.next())).toMatchObject({ code: 'closed' })
  })

  test('lets the event loop turn between chunks', async () => {
    const reader = await connect(await withRows(), 'read')
    let turns = 0
    const count = (): void => {
      turns++
      if (turns < 100) setImmediate(count)
    }
    setImmediate(count)
    await collect(reader.stream(all, 1))
    expect(turns).toBeGreaterThanOrEqual(9)
  })
})

const spoolName = async (connection: Parameters<typeof rows>[0]): Promise<string> =>
  String((await rows(connection, 'select name from temp.sqlite_schema'))[0]?.[0])

describe('maxReaderAge', () => {
  test('ends a stream with timeout, after which the log can be emptied', async () => {
    const driver = await withRows({ maxReaderAge: 5_000 })
    const writer = await connect(driver)
    const checkpoint = async (): Promise<unknown> =>
      (await rows(writer, 'pragma wal_checkpoint(truncate)'))[0]
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const reader = await connect(driver, 'read')
    const chunks = reader.stream(all, 2)
    await chunks.next()
    await run(writer, 'delete from t')
    vi.advanceTimersByTime(4_999)
    expect(await checkpoint()).toMatchObject({ 0: 1 })
    vi.advanceTimersByTime(1)
    expect(await checkpoint()).toEqual([0, 0, 0])
    const error = await thrownBy(() => chunks.next())
    expect(driver.failure(error, 'statement')).toMatchObject({ code: 'timeout', ends: 'transaction' })
  })

  test('ends a read-only transaction with timeout, and leaves the connection fit for the next owner', async () => {
    const driver = await withRows({ maxReaderAge: 5_000, readers: 1 })
    const writer = await connect(driver)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const reader = await driver.acquire('read', soon())
    await begin(reader, true)
    await reader.execute(all)
    vi.advanceTimersByTime(5_000)
    expect(reader.inTransaction).toBe(false)
    expect(await thrownBy(() => reader.execute(all))).toMatchObject({ code: 'timeout' })
    reader.release()
    expect(await rows(writer, 'pragma wal_checkpoint(truncate)')).toEqual([[0, 0, 0]])
    const next = await connect(driver, 'read')
    expect((await next.execute(all)).rows).toHaveLength(10)
  })

  test('does not touch a connection that was given back in time', async () => {
    const driver = await withRows({ maxReaderAge: 5_000, readers: 1 })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const reader = await driver.acquire('read', soon())
    await collect(reader.stream(all, 2))
    reader.release()
    vi.advanceTimersByTime(60_000)
    const next = await connect(driver, 'read')
    expect((await next.execute(all)).rows).toHaveLength(10)
  })
})
