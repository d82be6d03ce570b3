import type { Tracking } from '../door/tracking.ts'
import type { ChangeNote } from './change-notes.ts'
import type { TableDefinition } from './dialect.ts'
import type { Statement } from './statement.ts'

/** One trigger that records changes. */
export interface TrackingTrigger {
  /** Made by `trackingName`, so that another definition has another name. */
  readonly name: string
  /** What must be there first, as its function; may be run again. */
  readonly needs: readonly string[]
  readonly sql: string
}

/** How an engine with triggers records the changes of a table, whoever makes them. */
export interface TrackingForm {
  /** The names of the triggers of a table. No rows when there is no such table. */
  triggersOf(table: string): Statement
  /** The triggers that record changes as `tracking` says; each change is a row of the table of changes, written by the statement that makes it. */
  make(tracking: Tracking): readonly TrackingTrigger[]
  /** The statement that drops one. */
  drop(table: string, name: string): string
  /** Tells the triggers of this transaction who is at work. A savepoint that is rolled back may undo it. */
  tell(note: ChangeNote): Statement
  /** Sent before the COMMIT of a transaction in which something was told, where what is told would outlive it. */
  readonly forget?: Statement
  /** Whether a transaction must be told its own name. */
  readonly namesTransactions: boolean
  /** These statements, which change rows of the table of changes, as it lets them. Only inside a transaction, which others wait for. */
  rewriting(statements: readonly Statement[]): readonly Statement[]
  /** A table that telling needs. */
  readonly noteTable?: TableDefinition
}
