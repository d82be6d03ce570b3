import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { DuckDBInstance } from '@duckdb/node-api'
import { open, sql, type Database } from '@holdfast/core'
import { expect, onTestFinished, test, vi } from 'vitest'
import { duckdb } from '../src/index.ts'
import { timesOpen, identityOf } from '../src/engine/identity.ts'
import { makeFile } from './folder.ts'
import { opened } from './opened.ts'

const driver = createRequire(import.meta.url).resolve('@duckdb/node-api')

/** Another process that has the file open, and lets go when it is told to. */
const holder = async (file: string): Promise<ChildProcess> => {
  const source = `
    const { DuckDBInstance } = require(${JSON.stringify(driver)})
    DuckDBInstance.create(${JSON.stringify(file)}).then((instance) => {
      process.on('message', () => { instance.closeSync(); process.exit(0) })
      process.send('open')
    }, (error) => { process.send(String(error.message)); process.exit(1) })`
  const child = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [message] = (await once(child, 'message')) as [string]
  expect(message).toBe('open')
  return child
}

test('open throws in-use with a remedy while another process holds the file, and opens it once that one has gone', async () => {
  const file = makeFile()
  await (await open(duckdb(file))).close()
  const child = await holder(file)
  const refused = await open(duckdb(file)).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'in-use', outcome: 'not-applied' })
  expect(String(refused)).toContain('readOnly: true')
  expect(String(refused)).not.toContain(String(child.pid))
  child.send('close')
  await once(child, 'exit')
  const db = await opened(file)
  await db.keyValue('a').set('k', 1)
})

test('another process cannot open the file while a database has it open', async () => {
  const file = makeFile()
  const db = await opened(file)
  await db.keyValue('a').set('k', 1)
  const source = `require(${JSON.stringify(driver)}).DuckDBInstance.create(${JSON.stringify(file)}).then(() => process.exit(0), () => process.exit(3))`
  const child = spawn(process.execPath, ['-e', source], { stdio: 'ignore' })
  const [code] = (await once(child, 'exit')) as [number]
  expect(code).toBe(3)
})

test('several processes may have a file open at the same time when all open it for reading only', async () => {
  const file = makeFile()
  await (await open(duckdb(file))).close()
  await opened(file, { readOnly: true }, { schema: 'check' })
  const source = `require(${JSON.stringify(driver)}).DuckDBInstance.create(${JSON.stringify(file)}, { access_mode: 'READ_ONLY' }).then(() => process.exit(0), () => process.exit(3))`
  const child = spawn(process.execPath, ['-e', source], { stdio: 'ignore' })
  const [code] = (await once(child, 'exit')) as [number]
  expect(code).toBe(0)
})

test('two opens of one file share it, also through a link, and the last close lets it go', async () => {
  const file = makeFile()
  const link = join(dirname(file), 'link.duckdb')
  const first = await opened(file)
  symlinkSync(file, link)
  const second = await opened(link)
  await first.keyValue('a').set('k', 1)
  expect(await second.keyValue('a').get('k')).toBe(1)
  expect(timesOpen(identityOf(file))).toBe(1)
  await first.close()
  expect(await second.keyValue('a').get('k')).toBe(1)
  await second.close()
  expect(timesOpen(identityOf(file))).toBe(0)
})

test('two opens at the same time make one instance', async () => {
  const file = makeFile()
  const databases = await Promise.all([opened(file), opened(file), opened(file)])
  expect(timesOpen(identityOf(file))).toBe(1)
  await Promise.all(databases.map((db, index) => db.keyValue('a').set(`k${index}`, index)))
  expect(await databases[0].keyValue('a').getMany(['k0', 'k1', 'k2'])).toEqual([0, 1, 2])
})

test('two databases on one file write one after another: no transaction conflicts with another', async () => {
  const file = makeFile()
  const [first, second] = [await opened(file), await opened(file)]
  await first.run(sql`create table t (id integer primary key, n integer)`)
  await first.run(sql`insert into t values (1, 0)`)
  let retried = 0
  const add = (db: Database): Promise<void> => {
    let runs = 0
    return db.transaction(async (tx) => {
      if (runs++ > 0) retried++
      await tx.run(sql`update t set n = n + 1`)
    })
  }
  await Promise.all(Array.from({ length: 20 }, (_, index) => add(index % 2 === 0 ? first : second)))
  expect(await first.all(sql`select n from t`)).toEqual([{ n: 20 }])
  expect(retried).toBe(0)
})

test('a file that is open for writing is not opened for reading only beside it', async () => {
  const file = makeFile()
  await opened(file)
  await expect(open(duckdb(file, { readOnly: true }))).rejects.toMatchObject({ code: 'in-use' })
})

test('open throws in-use when other code in the process has the file open, and does not drop its lock', async () => {
  const file = makeFile()
  const instance = await DuckDBInstance.create(file)
  onTestFinished(() => instance.closeSync())
  await expect(open(duckdb(file))).rejects.toMatchObject({ code: 'in-use' })
  const locks = readFileSync('/proc/locks', 'utf8')
  expect(locks).toContain(`:${statSync(file).ino} `)
})

test('another copy of the package in the process is refused with in-use', async () => {
  const file = makeFile()
  await opened(file)
  // A module graph of its own, as a second installation has, over the same global symbols.
  vi.resetModules()
  const copy = await import('../src/index.ts')
  expect(copy.duckdb).not.toBe(duckdb)
  const refused = await open(copy.duckdb(file)).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'in-use' })
  expect(String(refused)).toContain('another copy')
})

test('open throws in-use while another thread of the process has the file open', async () => {
  const file = makeFile()
  await (await open(duckdb(file))).close()
  const source = `
    const { parentPort } = require('node:worker_threads')
    const { DuckDBInstance } = require(${JSON.stringify(driver)})
    DuckDBInstance.create(${JSON.stringify(file)}).then((instance) => {
      process.stdin.once('data', () => { instance.closeSync(); parentPort.postMessage('closed') })
      parentPort.postMessage('open')
    })`
  const worker = new Worker(source, { eval: true, stdin: true })
  onTestFinished(async () => void (await worker.terminate()))
  await once(worker, 'message')
  await expect(open(duckdb(file))).rejects.toMatchObject({ code: 'in-use' })
  worker.stdin?.write('close')
  await once(worker, 'message')
  const db = await opened(file)
  await db.keyValue('a').set('k', 1)
})

test('outside the main thread, on a system that does not tell which files are open, a file is refused with in-use', async () => {
  vi.resetModules()
  const identity = await import('../src/engine/identity.ts')
  vi.doMock('../src/engine/identity.ts', () => ({
    ...identity,
    timesOpen: () => undefined,
    isMainThread: false,
  }))
  onTestFinished(() => {
    vi.doUnmock('../src/engine/identity.ts')
    vi.resetModules()
  })
  const { openShared } = await import('../src/engine/registry.ts')
  const make = vi.fn<() => Promise<{ close(): Promise<void> }>>()
  await expect(openShared(makeFile(), false, make)).rejects.toMatchObject({ code: 'in-use' })
  expect(make).not.toHaveBeenCalled()
})
