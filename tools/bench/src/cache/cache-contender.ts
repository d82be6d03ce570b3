import type { Operation } from '../sample.ts'

/** A cache that is kept in a database, done with one library. */
export interface CacheContender {
  readonly name: string
  /** Finds a value that is there, or would load it. */
  readonly hit: Operation
  /** Loads a value that is not there, and stores it. */
  readonly fill: Operation
  /** Asks for a key; `load` gives its value. */
  ask(key: string, load: () => Promise<unknown>): Promise<unknown>
  /** Left out where the library cannot. */
  readonly expired?: {
    /** Stores as many values that are over. */
    make(count: number): Promise<void>
    prune(): Promise<unknown>
  }
  close(): Promise<void>
}
