import type { AppliedMigration } from '../../contracts/migration-report.ts'
import type { Dialect } from '../../database/dialect.ts'
import { statement, type Result, type Statement } from '../../database/statement.ts'
import { appliedOf } from './applied-of.ts'
import { journalName } from './journal-table.ts'

/** What the journal says, by line. `first`: it is as the first releases made it; `none`: it is not there. */
export interface Journaled {
  readonly shape: 'none' | 'first' | 'ledger'
  readonly applied: ReadonlyMap<string, readonly AppliedMigration[]>
}

const columns = {
  first: ['line', 'version', 'name', 'applied_at'],
  ledger: ['line', 'version', 'name', 'applied_at', 'checksum', 'outcome'],
} as const

/** The whole journal: the one statement that a start costs where everything is applied. */
export const readJournal = (dialect: Dialect, shape: 'first' | 'ledger'): Statement =>
  statement(
    `select ${columns[shape].map(dialect.quote).join(', ')} from ${dialect.table(journalName)} order by line, version`,
  )

/** What was read, by line. */
export const journaled = (shape: Journaled['shape'], rows: Result['rows'] = []): Journaled => {
  const applied = new Map<string, AppliedMigration[]>()
  for (const [line, version, name, at, checksum = null, outcome = null] of rows) {
    const entry = appliedOf({
      version: Number(version),
      name: String(name),
      appliedAt: Number(at),
      checksum: checksum as string | null,
      outcome: outcome as string | null,
    })
    const before = applied.get(String(line))
    if (before === undefined) applied.set(String(line), [entry])
    else before.push(entry)
  }
  return { shape, applied }
}
