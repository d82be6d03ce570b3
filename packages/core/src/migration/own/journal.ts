import type { AppliedMigration } from '../../contracts/migration-report.ts'
import type { Session } from '../../contracts/session.ts'
import type { NewRow, TableRow } from '../../contracts/table.ts'
import { hasCode } from '../../errors.ts'
import { Ledger, type Entry, type Noted } from '../ledger/ledger.ts'
import type { LedgerTables } from '../ledger/ledger-tables.ts'
import type { Workshop } from '../workshop.ts'
import { appliedOf } from './applied-of.ts'
import { engineName } from './engine-name.ts'
import { firstJournalTables, journalTables } from './journal-tables.ts'

/** The ledger of one of our own lines. */
export class Journal extends Ledger {
  override readonly isOurs = true
  readonly #now: () => number

  constructor(line: string, { engine, parts }: Workshop) {
    super(line, journalTables, engineName(engine.driver), (bytes) => parts.root.random(bytes))
    this.#now = engine.environment.clock ?? Date.now
  }

  override async read(session: Session): Promise<readonly AppliedMigration[] | undefined> {
    try {
      return await super.read(session)
    } catch (error) {
      if (!hasCode(error, 'migration')) throw error
      const rows = session.records(firstJournalTables().migrations).walk({ where: { line: this.line } })
      const found: AppliedMigration[] = []
      for await (const row of rows) found.push(this.applies({ ...row, checksum: null as never }))
      return found
    }
  }

  protected override row(migration: Noted, entry: Entry): NewRow<LedgerTables['migrations']> {
    return { ...super.row(migration, entry), appliedAt: this.#now() as unknown as Date }
  }

  protected override applies(row: TableRow<LedgerTables['migrations']>): AppliedMigration {
    return appliedOf({ ...row, appliedAt: Number(row.appliedAt) })
  }
}
