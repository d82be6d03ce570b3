import type { QueueStorage } from './queue-storage.ts'

/** What a queue is made of. */
export interface QueueParts {
  readonly storage: QueueStorage
  /** The time that new ids begin with. Epoch milliseconds. */
  readonly clock: () => number
  readonly valueBytes: number
}
