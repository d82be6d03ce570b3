import type { DriverCell } from '@holdfast/core'
import { Refusal } from './refusal.ts'

/** Rows that are fetched when they are asked for. */
export interface RowSource {
  readonly columns: readonly string[]
  /** The next rows, fewer only at the end. Throws `closed` after `close`. */
  take(rows: number): readonly (readonly DriverCell[])[]
  /** Ends the statement. May be called twice. */
  close(): void
}

export interface Surroundings {
  /** Other statements that write may run before the last row is read. */
  readonly shared: boolean
  /** Lets the connection write for a moment, where it is set to refuse it. */
  readonly write: ((allowed: boolean) => void) | undefined
}

export const closedEarly = (): Refusal => new Refusal('closed', 'the connection of the stream was given back')
