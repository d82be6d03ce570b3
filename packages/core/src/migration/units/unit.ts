import type { Probe } from '../../database/alter-form.ts'
import type { GuardedText } from '../guards/guard.ts'
import type { Work } from '../workshop.ts'

/**
 * A piece of a migration that is done or not done. `together` is a transaction, and several in a row may share one; `alone` is one statement that the engine
 * refuses inside of a transaction; `batches` is many short transactions that each keep how far they are.
 */
export type Unit = Together | Alone | Batches

interface Titled {
  /** As `create the table "users"`. */
  readonly title: string
  /** Where it is written, counted from 1. */
  readonly line?: number
  /** What will be sent, where that is known before. */
  readonly statements: readonly string[]
  /** What a plan shows in their place: what is sent can then be told only in general. */
  readonly shows?: readonly string[]
}

export interface Together extends Titled {
  readonly form: 'together'
  /** Drops tables and makes them again. */
  readonly rebuilds?: boolean
  /** It must not share a transaction with what was written before it. */
  readonly startsNew?: boolean
  /** It may leave a setting of the session behind. */
  readonly maySet?: boolean
  /** All that `run` does is to send these, so others may be sent with them. */
  readonly texts?: readonly string[]
  /** It makes what was not there, and touches no row: nothing of it needs a proof. */
  readonly onlyAdds?: boolean
  /** A text that is held to what a text alone is held to. */
  readonly guard?: GuardedText
  /** Done whenever it is about to run, in a transaction of its own: some engines change no table that the transaction has written. A rehearsal leaves it out. */
  readonly before?: (work: Work) => Promise<void>
  run(work: Work): Promise<void>
}

export interface Alone extends Titled {
  readonly form: 'alone'
  readonly statement: string | ((work: Work) => Promise<string>)
  /** What there is of it, before it is sent. Left out: after a kill it is run again. */
  readonly probe?: Probe
  /** It does nothing but set something for the statements behind it: a run that goes on does it again. */
  readonly isSetting?: boolean
  /** It may set something for the statements behind it. */
  readonly maySet?: boolean
  /** Judged before it is sent for the first time, with all that stand behind it. */
  readonly guard?: GuardedText
}

export interface Batches extends Titled {
  readonly form: 'batches'
  /** How many rows there are to do, when that is cheap to know. */
  readonly total?: (work: Work) => Promise<number>
  /** Does the batch behind `cursor` (the first when null); undefined when there is none left. */
  next(
    work: Work,
    cursor: string | null,
  ): Promise<{ readonly cursor: string; readonly rows: number } | undefined>
}
