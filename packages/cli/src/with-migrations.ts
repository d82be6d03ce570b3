import { resolve } from 'node:path'
import type { Database, MigrationSource, Migrations } from '@holdfast/core'
import type { LookFlags } from './flags/look-flags.ts'
import { loadTypeScript } from './load-typescript.ts'
import { Misuse } from './misuse.ts'
import { openDatabase, type Opening } from './open-database.ts'
import type { Tools } from './run-command.ts'
import { given } from './given.ts'

/**
 * Opens the database for one command, and closes it whatever happens. Only who applies migrations makes the stores' own tables too, which code in a
 * migration may use.
 */
export const withMigrations = async <R>(
  tools: Tools,
  { url, dir = 'migrations', line, ledger, store }: LookFlags,
  body: (migrations: Migrations, db: Database, source: MigrationSource) => Promise<R>,
  opening: Opening = { schema: 'off' },
): Promise<R> => {
  const { outside } = tools
  const directory = resolve(outside.cwd, dir)
  await loadTypeScript(directory, outside.cwd)
  const db = await openDatabase(url, tools, opening)
  try {
    const source = { ...(store === undefined ? { directory } : { store }), ...given({ line, ledger }) }
    return await body(historyOf(db, source), db, source)
  } finally {
    await db.close()
  }
}

/** What cannot be meant as it was written. */
const historyOf = (db: Database, source: MigrationSource): Migrations => {
  try {
    return db.migrations(source)
  } catch (error) {
    throw error instanceof TypeError ? new Misuse(error.message, { cause: error }) : error
  }
}
