import { resolve } from 'node:path'
import type { Database, Migrations, OpenOptions } from '@holdfast/core'
import type { SourceFlags } from './flags/source-flags.ts'
import { loadTypeScript } from './load-typescript.ts'
import { openDatabase } from './open-database.ts'
import type { Tools } from './run-command.ts'
import { given } from './given.ts'

/**
 * Opens the database for one command, and closes it whatever happens. Only who applies migrations makes the stores' own tables too, which code in a
 * migration may use.
 */
export const withMigrations = async <R>(
  { outside }: Tools,
  { url, dir = 'migrations', line, ledger }: SourceFlags,
  body: (migrations: Migrations, db: Database) => Promise<R>,
  schema: OpenOptions['schema'] = 'off',
): Promise<R> => {
  const directory = resolve(outside.cwd, dir)
  await loadTypeScript(directory, outside.cwd)
  const db = await openDatabase(url, outside, { schema })
  try {
    const source = {
      directory,
      ...given({ line, ledger }),
    }
    return await body(db.migrations(source), db)
  } finally {
    await db.close()
  }
}
