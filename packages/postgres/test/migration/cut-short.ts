import { open, sql, type Database, type Migration } from '@holdfast/core'
import { onTestFinished } from 'vitest'
import { postgres, type PostgresOptions } from '../../src/index.ts'

export const opened = async (options: PostgresOptions): Promise<Database> => {
  const db = await open(postgres(options))
  onTestFinished(() => db.close())
  return db
}

export const apply = (db: Database, list: readonly Migration[]): Promise<unknown> =>
  db.migrate({ migrations: list, rehearse: 'never', lint: false })

/** Applies them, and has the server end the session at its last statement, which waits for a writer by then, and each that would clean up behind it. The error. */
export const cutShort = async (url: string, list: readonly Migration[], table: string): Promise<unknown> => {
  const [db, others, writer] = [await opened({ url }), await opened({ url }), await opened({ url, max: 1 })]
  await db.migrate({ migrations: list, to: 1 })
  let failed: unknown
  let applied: Promise<unknown> | undefined
  await writer.transaction(async (tx) => {
    await tx.run(sql`insert into ${sql.raw(table)} values (1, 1)`)
    applied = apply(db, list).catch((error: unknown) => (failed = error))
    while (failed === undefined)
      await others.run(
        sql`select pg_terminate_backend(pid) from pg_stat_activity where query ~* '^(create|drop).*index concurrently' and wait_event_type = 'Lock' and datname = current_database()`,
      )
    await applied
  })
  return failed
}

export interface Index {
  readonly oid: unknown
  readonly valid: unknown
}

export const indexOf = async (db: Database, name: string): Promise<Index | undefined> =>
  (await db.first(
    sql`select indexrelid as oid, indisvalid as valid from pg_index where indexrelid = to_regclass(${name})`,
  )) as unknown as Index | undefined
