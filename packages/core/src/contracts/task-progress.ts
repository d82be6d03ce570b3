import type { Json } from './json.ts'
import type { Key, OperationOptions } from './key-value.ts'
import type { ProgressReport } from './workflow.ts'
import type { RunProgress } from './workflows.ts'

export interface Checkpoint<V> extends RunProgress {
  readonly value: V
  /** When it was first saved. */
  readonly startedAt: Date
  readonly updatedAt: Date
}

/**
 * How far tasks have come, by task: a value to go on from, with how much is done. On a transaction it is saved with the work that it tells of, so that
 * neither is there without the other.
 */
export interface TaskProgress<V = Json> {
  /** In place of what was saved before. Throws `too-large`, `invalid-value`. One write. */
  save(task: Key, value: V, report?: ProgressReport & OperationOptions): Promise<void>
  /** One read. */
  get(task: Key, options?: OperationOptions): Promise<Checkpoint<V> | undefined>
  /** Whether there was one. One write. */
  clear(task: Key, options?: OperationOptions): Promise<boolean>
}
