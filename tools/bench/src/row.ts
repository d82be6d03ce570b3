import type { PeakMemory } from './migrations/peak-memory.ts'

/** One comparison: what it takes us and one rival, in microseconds an operation (or a row, in a bulk load or stream). */
export interface Row {
  readonly name: string
  /** Of what is counted; else it is a time. */
  readonly unit?: 'calls'
  readonly engine: string
  /** When it was measured, where a report keeps it. */
  readonly date?: string
  /** Medians over the rounds. */
  readonly ours: number
  readonly rivalName: string
  readonly rival: number
  /** How many times as fast as the rival we are: its median through ours. */
  readonly ratio: number
  /** The smallest and the largest ratio of a single round. */
  readonly spread: readonly [number, number]
  /** The least ratio that was aimed at. */
  readonly target: number | null
  readonly ok: boolean
  /** How long the disk takes to write one page and wait for it, in microseconds, measured beside a durable figure. */
  readonly fdatasync?: number
  /** How many operations shared a statement or a commit, on average. */
  readonly meanBatch?: number
  /** By how much our process grew at most. */
  readonly memory?: PeakMemory
  /** What one request over a socket takes when it asks nothing of a database, in microseconds. */
  readonly socket?: number
}
