import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { memory, open, sql } from '@holdfast/core'
import { duckdb } from '@holdfast/duckdb'
import { sqlite } from '@holdfast/sqlite'
import { gitLog } from '../scenarios/git-log.ts'
import { packageLock } from '../scenarios/package-lock.ts'
import { Backends, type Choice } from './backends.ts'
import { makeFolder, removeFolder } from './folder.ts'
import { Inputs } from './inputs.ts'
import { Loads } from './loads.ts'
import { whenOrphaned } from './orphan.ts'
import { readPages } from './pages.ts'
import { postgresChoice } from './postgres-choice.ts'
import { serve } from './server.ts'
import { StatementRunner } from './statement-runner.ts'

const compiled = new URL('../', import.meta.url)
const web = fileURLToPath(new URL('../web/', compiled))
const root = fileURLToPath(new URL('../../../', compiled))

const folder = await makeFolder(fileURLToPath(new URL('../', compiled)))
const sqliteFile = join(folder, 'demo.sqlite')
/** For visitors' statements, from another process. */
const sqliteUrl = `sqlite:${encodeURI(sqliteFile)}?readOnly=true`
const duckdbFile = join(folder, 'demo.duckdb')

const choices: readonly Choice[] = [
  {
    id: 'sqlite',
    title: 'SQLite',
    place: 'a file in .holdfast-demo',
    open: async () => ({ database: await open(sqlite(sqliteFile)), url: sqliteUrl }),
  },
  postgresChoice,
  {
    id: 'duckdb',
    title: 'DuckDB',
    place: 'a file in .holdfast-demo',
    open: async () => {
      const database = await open(duckdb(duckdbFile, { memoryLimit: '1GB' }))
      // Its SQL can read and write any file, and a read-only transaction does not stop it: this cannot be undone.
      await database.run(sql`set global enable_external_access = false`)
      return { database }
    },
  },
  {
    id: 'memory',
    title: 'Memory',
    place: 'this process, for tests',
    open: async () => ({ database: await open(memory()) }),
  },
]

const backends = new Backends(choices)
const inputs = new Inputs([packageLock, gitLog], root)
const loads = new Loads(backends)
const statements = new StatementRunner()
const pages = await readPages([web, fileURLToPath(new URL('web/', compiled))])
const server = await serve({ backends, inputs, loads, statements }, pages, Number(process.env['PORT'] ?? 0))

const address = server.address()
const port = typeof address === 'object' && address !== null ? address.port : 0
console.log(`Holdfast demo: http://127.0.0.1:${port}/`)

const stop = async (): Promise<void> => {
  server.close()
  server.closeAllConnections()
  await loads.close()
  statements.close()
  await backends.close()
  await removeFolder(folder)
}

let stopping: Promise<void> | undefined
const end = (): void => {
  stopping ??= stop()
  stopping.then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end)
whenOrphaned(end)
