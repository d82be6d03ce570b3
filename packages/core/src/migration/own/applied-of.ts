import type { AppliedMigration } from '../../contracts/migration-report.ts'

/** A row of the journal, as far as it was read. */
export interface JournalRow {
  readonly version: number
  readonly name: string
  readonly appliedAt: number
  readonly checksum: string | null
  readonly kind?: string | null
  readonly statements?: number | null
  readonly duration?: number | null
  readonly outcome?: string | null
  readonly engine?: string | null
  readonly tool?: string | null
  readonly appliedBy?: string | null
}

/** What a row of the journal says. One of the first releases says that a migration was applied, and not what it was, as a baseline does. */
export const appliedOf = (row: JournalRow): AppliedMigration => ({
  version: row.version,
  name: row.name,
  appliedAt: new Date(row.appliedAt),
  checksum: row.checksum ?? '',
  kind: row.checksum === null ? 'baseline' : ((row.kind ?? 'code') as AppliedMigration['kind']),
  statements: row.statements ?? 0,
  duration: row.duration ?? 0,
  outcome: (row.outcome ?? 'applied') as AppliedMigration['outcome'],
  engine: row.engine ?? '',
  tool: row.tool ?? 'holdfast',
  appliedBy: row.appliedBy ?? '',
})
