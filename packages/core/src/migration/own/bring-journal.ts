import type { Dialect } from '../../database/dialect.ts'
import { statement } from '../../database/statement.ts'
import { sendAll } from '../run/send-all.ts'
import type { Work } from '../workshop.ts'
import { journalLine, journalName, journalTable } from './journal-table.ts'
import { pendingLines, type PendingLine } from './pending-lines.ts'
import { journaled, readJournal, type Journaled } from './read-journal.ts'
import type { LineEntry } from './write-entries.ts'

/** Holds every other host off, sees to it that the journal is as this release wants it, and tells what it said and what is to be written of itself. */
export const bringJournal = async (
  dialect: Dialect,
  work: Work,
  seen: Journaled['shape'],
  apply: (pending: PendingLine) => Promise<readonly LineEntry[]>,
): Promise<{ readonly applied: Journaled['applied']; readonly entries: readonly LineEntry[] }> => {
  const make = seen === 'none' ? dialect.createTable(journalTable).map((text) => statement(text)) : []
  await sendAll(work, [...dialect.prepareInstall, ...make])
  const { shape, applied } = await lookWithin(dialect, work, seen)
  const { name, migrations } = journalLine
  if (applied.has(name)) {
    const [pending] = pendingLines([journalLine], applied)
    return { applied, entries: pending === undefined ? [] : await apply(pending) }
  }
  // The first releases made it and did not say so.
  const isDone = shape === 'first' ? 1 : migrations.length
  const noted = migrations.slice(0, isDone).map((migration) => ({ line: name, migration, entry: baseline }))
  const rest = { line: journalLine, migrations: migrations.slice(isDone), isNew: false }
  return { applied, entries: [...noted, ...(await apply(rest))] }
}

const baseline = { kind: 'baseline', statements: 0, duration: 0, outcome: 'applied' } as const

/**
 * What it says under the lock. One that was as the first releases made it may have got its columns since, and a read that fails would end the
 * transaction, so the columns are asked for. One that was not there and was made by such a release meanwhile fails with `no-column`.
 */
const lookWithin = async (
  dialect: Dialect,
  { execute }: Work,
  seen: Journaled['shape'],
): Promise<Journaled> => {
  const isFirst = async (): Promise<boolean> =>
    !(await execute(dialect.tables.columnsOf(journalName))).rows.some(([name]) => name === 'checksum')
  const shape = seen === 'first' && (await isFirst()) ? 'first' : 'ledger'
  return journaled(shape, (await execute(readJournal(dialect, shape))).rows)
}
