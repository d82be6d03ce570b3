import { statement, type Statement } from '../../database/statement.ts'
import type { Entry, Noted } from '../ledger/ledger.ts'
import { signature } from '../ledger/signature.ts'
import type { Workshop } from '../workshop.ts'
import { engineName } from './engine-name.ts'
import { journalName, journalTable } from './journal-table.ts'

/** A migration of one line, and what is to be said of it. */
export interface LineEntry {
  readonly line: string
  readonly migration: Noted
  readonly entry: Entry
}

/** One statement for the entries of several lines. What is written are our own names and numbers, so it is written out. */
export const writeEntries = ({ engine, parts }: Workshop, entries: readonly LineEntry[]): Statement => {
  const { dialect, driver } = engine
  const now = dialect.now(dialect.placeholder(1))
  const by = signature(engineName(driver))
  const rows = entries.map(({ line, migration: { version, name, checksum }, entry }) => {
    const { kind, statements, duration, outcome } = entry
    const values = [checksum, kind, statements, duration, outcome, by.engine, by.tool, by.appliedBy]
    const [ofLine, ...rest] = [line, version, name, ...values].map((value) => dialect.literal(value))
    return `(${[ofLine, ...rest.slice(0, 2), now, ...rest.slice(2)].join(', ')})`
  })
  const names = journalTable.columns.map((column) => dialect.quote(column.name)).join(', ')
  const text = `insert into ${dialect.table(journalName)} (${names}) values ${rows.join(', ')}`
  return statement(text, [parts.root.time()])
}
