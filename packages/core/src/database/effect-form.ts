import type { DriverCell, Statement } from './statement.ts'

type Answers = readonly (readonly (readonly DriverCell[])[])[]

/** What a transaction does to tables beside their rows, where the engine can tell it. */
export interface EffectForm {
  /** Asked before and after, inside of the transaction. */
  readonly questions: readonly Statement[]
  compare(before: Answers, after: Answers): Effects
}

export interface Effects {
  /** Tables whose rows were all written anew. */
  readonly rewritten: readonly string[]
  /** Indexes that were there before and were built again. */
  readonly rebuilt: readonly string[]
  /** What others had to wait for, by table that was there before: the strongest lock of each. */
  readonly locks: readonly TakenLock[]
}

export interface TakenLock {
  readonly table: string
  /** As the engine calls it. */
  readonly mode: string
  /** Whom it holds off until the transaction ends: everybody, whoever writes, or only other changes of definitions. */
  readonly blocks: 'reads' | 'writes' | 'definitions'
}
