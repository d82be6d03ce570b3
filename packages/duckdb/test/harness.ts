import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Harness, Place } from '@holdfast/conformance'
import { open, sql } from '@holdfast/core'
import { duckdb } from '../src/index.ts'
import { builders } from './builders.ts'
import { fullDisk } from './full-disk.ts'

// A second thread gains nothing on small tables and costs a fifth more; the certification has as many as the machine.
const options = process.env['HOLDFAST_TIER'] === 'certification' ? {} : { threads: 1 }

const place = (): Place => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-duckdb-'))
  const address = join(folder, 'app.duckdb')
  return {
    address,
    backend: () => duckdb(address, options),
    destroy: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const caught = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

/** Another process holds the file while `work` runs. */
const whileHeld = async (file: string, work: () => Promise<unknown>): Promise<unknown> => {
  const driver = createRequire(import.meta.url).resolve('@duckdb/node-api')
  const source = `require(${JSON.stringify(driver)}).DuckDBInstance.create(${JSON.stringify(file)}).then(() => { process.send('open'); process.on('disconnect', () => process.exit()) })`
  const child = spawn(process.execPath, ['-e', source], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  try {
    await once(child, 'message')
    return await work()
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
}

export const harness: Harness = {
  shared: place,
  fresh: place,
  nowhere: place,
  plan: 'An index finds few rows by their key and every other condition reads a column, so what is planned depends on how many rows there are.',
  worker: { module: new URL('./worker.ts', import.meta.url) },
  provoke: {
    corrupt: async (stage) => {
      const { address, backend } = await stage.fresh()
      writeFileSync(address!, 'not a database')
      return caught(open(await backend()))
    },
    'in-use': async (stage) => {
      const { address, backend } = await stage.fresh()
      await (await open(await backend())).close()
      return whileHeld(address!, async () => caught(open(await backend())))
    },
    io: async (stage) => caught(stage.db.run(sql`copy (select ${stage.secret}) to '/nowhere/x.csv'`)),
    engine: async (stage) => caught(stage.db.run(sql`drop schema nowhere`)),
    'not-found': async (stage) =>
      caught(open(duckdb(`${(await stage.fresh()).address!}.missing`, { readOnly: true }))),
    'read-only': async (stage) => {
      const { address, backend } = await stage.fresh()
      await (await open(await backend())).close()
      const db = await stage.open(duckdb(address!, { readOnly: true }))
      return caught(db.keyValue('a').set('k', stage.secret))
    },
    'disk-full': async (stage) => {
      const disk = await fullDisk()
      try {
        const db = await open(await disk.backend())
        try {
          await disk.fill()
          return await caught(db.keyValue('a').set('k', stage.secret + 'x'.repeat(8_000_000)))
        } finally {
          await disk.free()
          await db.close()
        }
      } finally {
        await disk.destroy()
      }
    },
  },
  cannot: {
    deadlock: 'there is one writer, and readers wait for nobody',
    'lock-timeout': 'there are no row or table locks to wait for',
    'connection-lost': 'the engine runs in the process',
    permission: 'the engine has no users, and the suite runs with every right to the file',
    serialization: 'there is one writer at a time',
  },
  builders,
  faults: {
    fullDisk,
    without: {
      server: 'the engine runs in the process',
      lostCommit: 'there is no reply that could be lost',
    },
  },
}
