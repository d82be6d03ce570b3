import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Native from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { SqliteDriver } from '../src/driver.ts'
import { settings } from '../src/options.ts'
import { connect, openDriver, rows, run, scratchFile, soon, thrownBy } from './scratch.ts'

describe('SqliteDriver.open() throws', () => {
  const opening = (file: string, options = {}): Promise<unknown> =>
    thrownBy(() => SqliteDriver.open(settings(file, options)))

  test('not-found when the directory does not exist', async () => {
    expect(await opening(join(scratchFile(), 'no', 'such.db'))).toMatchObject({ code: 'not-found' })
  })

  test('not-found when a file to be read does not exist', async () => {
    expect(await opening(scratchFile(), { readOnly: true })).toMatchObject({
      code: 'not-found',
      retryable: false,
    })
  })

  test('corrupt when it is no database', async () => {
    const file = scratchFile()
    writeFileSync(file, 'This is not a database. '.repeat(100))
    expect(await opening(file)).toMatchObject({ code: 'corrupt' })
  })

  test('io when it is a directory', async () => {
    const directory = scratchFile('folder')
    mkdirSync(directory)
    expect(await opening(directory)).toMatchObject({ code: 'io' })
  })
})

/** A closed database with one row. */
async function written(): Promise<string> {
  const file = scratchFile()
  const driver = await SqliteDriver.open(settings(file))
  const writer = await connect(driver)
  writer.handle.exec('create table t (a); insert into t values (1)')
  writer.release()
  await driver.close()
  return file
}

describe('readOnly', () => {
  test('reads, routes and streams, and refuses the writer with read-only', async () => {
    const driver = await openDriver(await written(), { readOnly: true })
    const reader = await connect(driver, 'read')
    expect(await rows(reader, 'select * from t')).toEqual([[1]])
    expect(await driver.route('insert into t values (2)')).toBe('write')
    expect(await thrownBy(() => driver.acquire('write', soon()))).toMatchObject({ code: 'read-only' })
    const error = await thrownBy(() => run(reader, 'insert into t values (2)'))
    expect(driver.failure(error, 'statement').code).toBe('read-only')
  })

  test('sees what another connection writes meanwhile', async () => {
    const file = await written()
    const readOnly = await connect(await openDriver(file, { readOnly: true }), 'read')
    await run(await connect(await openDriver(file)), 'insert into t values (2)')
    expect(await rows(readOnly, 'select * from t')).toEqual([[1], [2]])
  })

  test('reads a file without a write-ahead log and does not give it one', async () => {
    const file = scratchFile()
    const native = new Native(file)
    native.exec('create table t (a); insert into t values (1)')
    native.close()
    const driver = await openDriver(file, { readOnly: true })
    expect(driver.facts.details).toMatchObject({ journalMode: 'delete', readOnly: true })
    expect(await rows(await connect(driver, 'read'), 'select * from t')).toEqual([[1]])
  })
})

test('SqliteDriver.open() leaves nothing open when it throws', async () => {
  const file = scratchFile()
  writeFileSync(file, 'This is not a database. '.repeat(100))
  const open = (): number => readdirSync('/proc/self/fd').length
  if (!existsSync('/proc/self/fd')) return
  const before = open()
  await thrownBy(() => SqliteDriver.open(settings(file)))
  expect(open()).toBe(before)
})

test('closing the file empties the log so that the file alone can be moved', async () => {
  const file = await written()
  expect(readdirSync(dirname(file))).toEqual(['test.db'])
})
