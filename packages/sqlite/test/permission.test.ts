import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { SqliteDriver } from '../src/driver.ts'
import { settings } from '../src/options.ts'
import { afterwards, rows, scratchFile, soon, thrownBy } from './scratch.ts'

const nobody = 65_534

// For root no file is read-only. This test file has a process of its own, so it may give the powers of root away for good.
beforeAll(async () => {
  // The driver's native part is loaded first: the checkout may lie where only root can enter.
  await (await SqliteDriver.open(settings(':memory:'))).close()
  if (process.geteuid?.() === 0) process.setuid?.(nobody)
})

/** A closed database with one row, in a directory of its own. Both get these rights. */
async function written(rights: { readonly directory: number; readonly file: number }): Promise<string> {
  const directory = join(dirname(scratchFile()), 'inner')
  mkdirSync(directory)
  const file = join(directory, 'test.db')
  const driver = await SqliteDriver.open(settings(file))
  const writer = await driver.acquire('write', soon())
  writer.handle.exec('create table t (a); insert into t values (1)')
  writer.release()
  await driver.close()
  chmodSync(file, rights.file)
  chmodSync(directory, rights.directory)
  afterwards(() => chmodSync(directory, 0o755))
  return file
}

const opening = (file: string, options = {}): Promise<unknown> =>
  thrownBy(() => SqliteDriver.open(settings(file, options)))

test('a file that may only be read is refused with read-only, and opened by readOnly', async () => {
  const file = await written({ directory: 0o755, file: 0o444 })
  expect(await opening(file)).toMatchObject({ code: 'read-only' })
  const driver = await SqliteDriver.open(settings(file, { readOnly: true }))
  const reader = await driver.acquire('read', soon())
  expect(await rows(reader, 'select * from t')).toEqual([[1]])
  reader.release()
  await driver.close()
})

test('a directory that may only be read refuses a new file with permission', async () => {
  const file = await written({ directory: 0o555, file: 0o644 })
  const other = join(dirname(file), 'other.db')
  expect(await opening(other)).toMatchObject({ code: 'permission' })
  expect(existsSync(other)).toBe(false)
})

test('a file that may not be read is refused with permission', async () => {
  const file = await written({ directory: 0o755, file: 0 })
  expect(await opening(file, { readOnly: true })).toMatchObject({ code: 'permission' })
  expect(await opening(file)).toMatchObject({ code: 'permission' })
})

test('a file with a write-ahead log needs a directory that may be written, even to be read', async () => {
  const file = await written({ directory: 0o555, file: 0o644 })
  expect(await opening(file, { readOnly: true })).toMatchObject({ code: 'read-only' })
  expect(await opening(file)).toMatchObject({ code: 'read-only' })
})
