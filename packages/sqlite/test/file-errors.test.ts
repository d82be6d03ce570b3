import { closeSync, openSync, writeSync } from 'node:fs'
import { HoldfastError } from '@holdfast/core'
import type { Failure } from '@holdfast/core'
import { describe, expect, test } from 'vitest'
import { SqliteDriver } from '../src/driver.ts'
import { failure } from '../src/errors.ts'
import { settings } from '../src/options.ts'
import { connect, openDriver, rows, run, scratchFile, thrownBy } from './scratch.ts'

const fails = async (work: () => unknown): Promise<Failure> => failure(await thrownBy(work), 'statement')

describe('failure() of the file', () => {
  test('a full disk ends the transaction, and the file works again when there is room', async () => {
    const connection = await connect(await openDriver())
    await run(connection, 'create table t (a)')
    const pages = (await rows(connection, 'pragma page_count'))[0]?.[0]
    await run(connection, `pragma max_page_count = ${String(pages)}`)
    await run(connection, 'begin immediate')
    await run(connection, 'insert into t values (1)')
    const found = await fails(() => run(connection, 'insert into t values (zeroblob(100000))'))
    expect(found).toMatchObject({
      code: 'disk-full',
      ends: 'transaction',
      retryable: false,
      outcome: 'not-applied',
    })
    if (connection.inTransaction) await run(connection, 'rollback')
    await run(connection, 'pragma max_page_count = 100000')
    await run(connection, 'insert into t values (zeroblob(100000))')
    expect(await rows(connection, 'select count(*) from t')).toEqual([[1]])
  })

  test('a damaged page is corrupt', async () => {
    const file = scratchFile()
    const first = await SqliteDriver.open(settings(file))
    const writer = await connect(first)
    writer.handle.exec('create table t (a); insert into t values (zeroblob(20000))')
    writer.release()
    await first.close()
    const descriptor = openSync(file, 'r+')
    writeSync(descriptor, new Uint8Array(4096).fill(0xff), 0, 4096, 4096)
    closeSync(descriptor)
    const connection = await connect(await openDriver(file))
    expect(await fails(() => rows(connection, 'select * from t'))).toMatchObject({
      code: 'corrupt',
      ends: 'transaction',
    })
  })

  test('a commit whose write to the disk failed has an unknown outcome and takes the connection with it', () => {
    const broken = Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_FSYNC' })
    expect(failure(broken, 'commit')).toMatchObject({
      code: 'io',
      outcome: 'unknown',
      retryable: false,
      ends: 'connection',
    })
    expect(failure(broken, 'statement')).toMatchObject({
      code: 'io',
      outcome: 'not-applied',
      ends: 'transaction',
    })
  })

  test.each([
    ['SQLITE_BUSY_RECOVERY', 'busy', true],
    ['SQLITE_LOCKED', 'busy', true],
    ['SQLITE_PROTOCOL', 'busy', true],
    ['SQLITE_BUSY_SNAPSHOT', 'serialization', true],
    ['SQLITE_READONLY_DBMOVED', 'read-only', false],
    ['SQLITE_IOERR_READ', 'io', false],
    ['SQLITE_CORRUPT_INDEX', 'corrupt', false],
    ['SQLITE_AUTH', 'permission', false],
    ['SQLITE_NOMEM', 'engine', false],
    ['SQLITE_CONSTRAINT_VTAB', 'engine', false],
  ])('%s is %s', (result, code, retryable) => {
    expect(failure(Object.assign(new Error('words'), { code: result }), 'statement')).toMatchObject({
      code,
      retryable,
    })
  })

  test('passes on an error of ours with its own words', () => {
    const ours = new HoldfastError('timeout', 'Too late.')
    expect(failure(ours, 'statement')).toMatchObject({
      code: 'timeout',
      message: 'Too late.',
      ends: 'transaction',
    })
  })
})
