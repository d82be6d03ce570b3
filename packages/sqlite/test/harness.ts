import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FillablePlace, Harness, Place } from '@holdfast/conformance'
import { sqlBackend } from '@holdfast/core'
import { fileCapabilities, limits } from '../src/capabilities.ts'
import { dialect } from '../src/dialect.ts'
import { SqliteDriver } from '../src/driver.ts'
import { sqlite } from '../src/index.ts'
import { settings } from '../src/options.ts'
import { builders } from './builders.ts'
import { plan } from './plan.ts'
import { isRoot, provoke } from './provoke.ts'

const { version } = createRequire(import.meta.url)('better-sqlite3/package.json') as { version: string }

function place(): Place & { readonly address: string } {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-sqlite-'))
  const address = join(directory, 'test.db')
  return {
    address,
    backend: () => sqlite(address),
    destroy: () => rmSync(directory, { recursive: true, force: true }),
  }
}

/** The engine’s own limit of pages stands for the end of the disk: what it then does is the same. */
async function fullDisk(): Promise<FillablePlace> {
  const { address, destroy } = place()
  const drivers: SqliteDriver[] = []
  const allow = async (pages: (used: number) => number): Promise<void> => {
    for (const driver of drivers) {
      const writer = await driver.acquire('write', { deadline: performance.now() + 5_000 })
      if (!writer.handle.open) continue
      const used = Number(writer.handle.pragma('page_count', { simple: true }))
      writer.handle.pragma(`max_page_count = ${pages(used)}`)
      writer.release()
    }
  }
  return {
    address,
    destroy,
    backend: () =>
      sqlBackend({
        name: 'sqlite',
        capabilities: fileCapabilities,
        limits,
        dialect,
        open: async () => {
          const driver = await SqliteDriver.open(settings(address))
          drivers.push(driver)
          return driver
        },
      }),
    fill: () => allow((used) => used),
    free: () => allow(() => 1_000_000),
  }
}

export const harness: Harness = {
  versions: { 'better-sqlite3': version },
  shared: place,
  fresh: place,
  nowhere: place,
  provoke,
  cannot: {
    'connection-lost': 'The engine runs in this thread: there is no connection that could break.',
    deadlock: 'There is one writer at a time, and it never waits for another lock.',
    'in-use': 'Several processes may use one file; a lock that is held for long is busy.',
    'lock-timeout': 'There are no locks on rows or tables, only the one of the writer.',
    ...(isRoot
      ? { permission: 'Root may read and write every file; permission.test.ts gives its powers away.' }
      : {}),
    serialization:
      'A transaction that writes holds the writer from its beginning, so nobody can change what it read.',
  },
  worker: { module: new URL('./worker.ts', import.meta.url) },
  builders,
  plan,
  faults: {
    fullDisk,
    without: {
      server: 'There is no server process: killing a process that writes is the suite’s own rule.',
      lostCommit: 'A commit answers in this thread: there is no reply that could be lost.',
    },
  },
}
