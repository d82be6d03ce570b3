import { sql, type Database, type Migration, type Migrations, type RunOptions } from '@holdfast/core'
import type { Context } from '../../context.ts'

/** A history and tables that only one rule uses, in the shared database. */
export interface Scratch {
  readonly ledger: string
  /** A name for a table, which is dropped after the rule. */
  table(): string
  migrations(list: readonly Migration[], db?: Database): Migrations
  apply(list: readonly Migration[], options?: RunOptions): ReturnType<Migrations['apply']>
  has(table: string): Promise<boolean>
}

export const scratch = (context: Context): Scratch => {
  const { db } = context
  const ledger = context.name()
  const gone = (name: string): void => {
    if (db.capabilities.sql) context.after(() => db.run(sql`drop table if exists ${sql.identifier(name)}`))
  }
  for (const suffix of ['', '_events', '_steps', '_locks', '_repeatables']) gone(`${ledger}${suffix}`)
  const migrations = (list: readonly Migration[], on: Database = db): Migrations =>
    on.migrations({ ledger, migrations: list })
  return {
    ledger,
    table: () => {
      const name = context.name()
      gone(name)
      return name
    },
    migrations,
    apply: (list, options) => migrations(list).apply(options),
    has: async (table) => {
      try {
        await db.all(sql`select * from ${sql.identifier(table)}`)
        return true
      } catch (error) {
        if ((error as { code?: string }).code === 'no-table') return false
        throw error
      }
    },
  }
}
