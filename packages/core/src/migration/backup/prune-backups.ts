import type { Ask } from '../../database/ask.ts'
import type { Dialect } from '../../database/dialect.ts'
import { statement } from '../../database/statement.ts'
import { forget, listBackups, type TableBackup } from './backup-ledger.ts'

export interface Retention {
  /** How many copies of each table stay, the newest ones. At least 1. */
  readonly keep: number
  /** Copies that are younger stay, however many. */
  readonly before: Date
}

/** Drops the copies that nobody needs any more and tells which. Run it inside a transaction. */
export const pruneBackups = async (
  ask: Ask,
  dialect: Dialect,
  { keep, before }: Retention,
): Promise<readonly TableBackup[]> => {
  const seen = new Map<string, number>()
  const dropped: TableBackup[] = []
  for (const backup of await listBackups(ask, dialect)) {
    const newer = seen.get(backup.table) ?? 0
    seen.set(backup.table, newer + 1)
    if (newer < Math.max(1, keep) || backup.at >= before) continue
    await ask(statement(`drop table if exists ${dialect.table(backup.name)}`))
    await forget(ask, dialect, backup.name)
    dropped.push(backup)
  }
  return dropped
}
