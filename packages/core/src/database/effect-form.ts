import type { Effects, TakenLock } from '../contracts/rehearsal.ts'
import type { TableAction } from '../contracts/statement-facts.ts'
import type { DriverCell, Statement } from './statement.ts'

export type { Effects, TakenLock }

type Answers = readonly (readonly (readonly DriverCell[])[])[]

/** What a transaction does to tables beside their rows, where the engine can tell it. */
export interface EffectForm {
  /** Asked before and after, inside of the transaction. The first answers a row for each table and index, with its name in the second cell. */
  readonly questions: readonly Statement[]
  compare(before: Answers, after: Answers): Effects
  /** The locks that are held at that moment, by table. Left out where tables have none. */
  held?(answers: Answers): readonly TakenLock[]
  /** Where there are no locks of tables: what others wait for while a transaction changes something. */
  readonly database?: TakenLock
  /** The lock that a statement takes which stands alone, whatever it takes where it is tried in a transaction instead. */
  readonly alone?: Pick<TakenLock, 'mode' | 'blocks'>
  /** Actions of an `alter table` that write every row anew and leave no trace by which `compare` would see it. */
  readonly rewriting?: readonly TableAction['kind'][]
  /** Left out where a rollback brings everything back, and where nothing is rehearsed in place. */
  readonly survivors?: SurvivorForm
}

/** How to see what a rollback does not bring back. */
export interface SurvivorForm {
  /** Asked before the transaction and behind its end: a row of an id, `sequence` or `size`, a name, and the number. */
  readonly standing: Statement
  /** Asked in the transaction, before its end: the ids of what it has touched, so that what others do meanwhile is not told of it. */
  readonly touched: Statement
}
