import { existsSync, statSync } from 'node:fs'
import Native from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import {
  afterwards,
  connect,
  openDriver,
  rows,
  run,
  scratchFile,
  soon,
  statement,
  thrownBy,
} from './scratch.ts'

const pragma = async (connection: Parameters<typeof rows>[0], name: string): Promise<unknown> =>
  (await rows(connection, `pragma ${name}`))[0]?.[0]

describe('SqliteDriver.open() durability', () => {
  test('better-sqlite3 alone drops synchronous to NORMAL once a file has a write-ahead log', () => {
    const native = new Native(scratchFile())
    afterwards(() => void native.close())
    native.pragma('journal_mode = wal')
    expect(native.pragma('synchronous', { simple: true })).toBe(2)
    native.exec('create table t (a)')
    expect(native.pragma('synchronous', { simple: true })).toBe(1)
  })

  test("'full' is in force on the writer after a write and on every reader after a read", async () => {
    const driver = await openDriver()
    const writer = await connect(driver)
    await run(writer, 'create table t (a)')
    await run(writer, 'insert into t values (1)')
    expect(await pragma(writer, 'synchronous')).toBe(2)
    for (let i = 0; i < 3; i++) {
      const reader = await connect(driver, 'read')
      await rows(reader, 'select * from t')
      expect(await pragma(reader, 'synchronous')).toBe(2)
    }
    expect(driver.facts.durability).toBe('full')
    expect(driver.facts.details).toMatchObject({
      journalMode: 'wal',
      synchronous: 'full',
      foreignKeys: true,
      pageSize: 4096,
    })
  })

  test("'normal' is told as surviving the process only", async () => {
    const driver = await openDriver(scratchFile(), { durability: 'normal' })
    const writer = await connect(driver)
    await run(writer, 'create table t (a)')
    expect(await pragma(writer, 'synchronous')).toBe(1)
    expect(driver.facts).toMatchObject({ durability: 'process', details: { synchronous: 'normal' } })
  })

  test('a database in memory promises none', async () => {
    const driver = await openDriver(':memory:')
    expect(driver.facts.durability).toBe('none')
    expect(driver.lanes).toEqual({ writers: 1, readers: 'shared' })
  })

  test('is written as a real commit to the log before it is read back', async () => {
    const file = scratchFile()
    await openDriver(file)
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0)
  })
})

test('SqliteDriver.open() bounds the size that the log keeps after a checkpoint, and never waits inside the engine', async () => {
  const writer = await connect(await openDriver())
  expect(await pragma(writer, 'journal_size_limit')).toBe(64 * 1024 * 1024)
  expect(await pragma(writer, 'busy_timeout')).toBe(0)
})

describe('SqliteDriver.acquire()', () => {
  test('gives readers that see committed rows and refuse writes', async () => {
    const driver = await openDriver()
    const writer = await connect(driver)
    await run(writer, 'create table t (a)')
    const reader = await connect(driver, 'read')
    expect(reader).not.toBe(writer)
    await run(writer, 'begin immediate')
    await run(writer, 'insert into t values (1)')
    expect(await rows(reader, 'select * from t')).toEqual([])
    await run(writer, 'commit')
    expect(await rows(reader, 'select * from t')).toEqual([[1]])
    const error = await thrownBy(() => run(reader, 'insert into t values (2)'))
    expect(driver.failure(error, 'statement')).toMatchObject({ code: 'read-only', ends: 'statement' })
  })

  test('is answered at once, without a promise, for a reader and for the writer', async () => {
    const driver = await openDriver()
    expect(driver.acquire('write', soon())).not.toBeInstanceOf(Promise)
    expect(driver.acquire('read', soon())).not.toBeInstanceOf(Promise)
  })

  test('lets the next reader wait in order, and throws busy at its deadline', async () => {
    const driver = await openDriver(scratchFile(), { readers: 1 })
    const first = await connect(driver, 'read')
    const order: number[] = []
    const second = Promise.resolve(driver.acquire('read', soon())).then((connection) => {
      order.push(2)
      connection.release()
    })
    const third = Promise.resolve(driver.acquire('read', soon())).then((connection) => {
      order.push(3)
      connection.release()
    })
    const error = await thrownBy(() => driver.acquire('read', { deadline: performance.now() + 5 }))
    expect(driver.failure(error, 'acquire')).toMatchObject({
      code: 'busy',
      retryable: true,
      outcome: 'not-applied',
    })
    first.release()
    await Promise.all([second, third])
    expect(order).toEqual([2, 3])
  })

  test('stops waiting for a reader when the signal aborts, as cancelled or as timeout', async () => {
    const driver = await openDriver(scratchFile(), { readers: 1 })
    await connect(driver, 'read')
    const aborting = new AbortController()
    const waiting = driver.acquire('read', { ...soon(), signal: aborting.signal })
    aborting.abort()
    expect(await thrownBy(() => waiting)).toMatchObject({ code: 'cancelled' })
    expect(
      await thrownBy(() => driver.acquire('read', { ...soon(), signal: aborting.signal })),
    ).toMatchObject({ code: 'cancelled' })
    const timed = AbortSignal.timeout(1)
    expect(await thrownBy(() => driver.acquire('read', { ...soon(), signal: timed }))).toMatchObject({
      code: 'timeout',
    })
  })

  test('never gives out again a reader or writer that came back broken or in a transaction', async () => {
    const driver = await openDriver(scratchFile(), { readers: 1 })
    for (const kind of ['read', 'write'] as const) {
      const first = await driver.acquire(kind, soon())
      await run(first, 'begin')
      first.release()
      const second = await driver.acquire(kind, soon())
      expect(second).not.toBe(first)
      expect(second.inTransaction).toBe(false)
      second.release({ broken: true })
      const third = await driver.acquire(kind, soon())
      expect(third).not.toBe(second)
      expect(await rows(third, 'select 1')).toEqual([[1]])
      third.release()
    }
  })

  test('hands the place of a broken reader to who waits for one', async () => {
    const driver = await openDriver(scratchFile(), { readers: 1 })
    const first = await driver.acquire('read', soon())
    const waiting = Promise.resolve(driver.acquire('read', soon()))
    first.release({ broken: true })
    const second = await waiting
    expect(await rows(second, 'select 1')).toEqual([[1]])
    second.release()
  })

  test('keeps the rows of a database in memory when its connection comes back in a transaction', async () => {
    const driver = await openDriver(':memory:')
    const first = await driver.acquire('write', soon())
    await run(first, 'create table t (a)')
    await run(first, 'begin immediate')
    await run(first, 'insert into t values (1)')
    first.release()
    const second = await driver.acquire('read', soon())
    expect(second.inTransaction).toBe(false)
    expect(await rows(second, 'select * from t')).toEqual([])
    second.release()
  })

  test('routes a text to a fresh writer after a broken one', async () => {
    const driver = await openDriver()
    const writer = await driver.acquire('write', soon())
    await run(writer, 'create table t (a)')
    writer.release({ broken: true })
    expect(await driver.route('insert into t values (1)')).toBe('write')
  })
})

describe('SqliteDriver.close()', () => {
  test('empties and removes the log, and may be called twice', async () => {
    const file = scratchFile()
    const driver = await openDriver(file)
    const writer = await driver.acquire('write', soon())
    await run(writer, 'create table t (a)')
    writer.release()
    const reader = await driver.acquire('read', soon())
    reader.release()
    await Promise.all([driver.close(), driver.close()])
    expect(existsSync(`${file}-wal`)).toBe(false)
    expect(writer.handle.open || reader.handle.open).toBe(false)
  })

  test('succeeds while another connection still reads', async () => {
    const file = scratchFile()
    const driver = await openDriver(file)
    const other = await openDriver(file)
    const reader = await connect(other, 'read')
    await run(reader, 'begin')
    await rows(reader, 'select * from sqlite_schema')
    const writer = await driver.acquire('write', soon())
    await run(writer, 'create table t (a)')
    writer.release()
    await driver.close()
    expect(existsSync(`${file}-wal`)).toBe(true)
  })

  test('rolls back a transaction that nobody ended, and frees a reader when it comes back', async () => {
    const file = scratchFile()
    const driver = await openDriver(file, { readers: 1 })
    const writer = await driver.acquire('write', soon())
    const reader = await driver.acquire('read', soon())
    await run(writer, 'create table t (a)')
    await run(writer, 'begin immediate')
    await run(writer, 'insert into t values (1)')
    const waiting = thrownBy(() => driver.acquire('read', soon()))
    await driver.close()
    expect(await waiting).toMatchObject({ code: 'closed' })
    expect(await thrownBy(() => driver.acquire('read', soon()))).toMatchObject({ code: 'closed' })
    expect(writer.handle.open).toBe(false)
    writer.release()
    expect(await thrownBy(() => driver.acquire('write', soon()))).toMatchObject({ code: 'closed' })
    reader.release()
    expect(reader.handle.open).toBe(false)
    expect(await rows(await connect(await openDriver(file)), 'select * from t')).toEqual([])
  })

  test('makes every later statement fail as closed', async () => {
    const driver = await openDriver()
    const writer = await driver.acquire('write', soon())
    writer.release()
    await driver.close()
    expect(await thrownBy(() => writer.execute(statement('select 1')))).toMatchObject({ code: 'closed' })
  })
})
