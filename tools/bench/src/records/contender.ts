import type { Operation } from '../sample.ts'
import type { Person } from './person.ts'

/** What is measured of records, done with one library. */
export interface RecordsContender {
  readonly name: string
  /** Inserts the next of `newPeople`. */
  readonly insert: Operation
  /** Reads the row of `someId(index)`. */
  readonly get: Operation
  /** The next fifty rows of a filter, by keyset; behind the last it begins again. */
  readonly page: Operation
  /** The same insert and get, as a server does them that many callers use at once. */
  readonly shared: { readonly insert: Operation; readonly get: Operation }
  /** Whether such calls share statements or commits. */
  readonly batches: { readonly insert: boolean; readonly get: boolean }
  /** Empties the table of bulk loads and upserts. */
  readonly clear: () => Promise<void>
  readonly insertMany: (people: readonly Person[]) => Promise<void>
  /** The rows of a load, where all would take most of the time of the run. */
  readonly mostRows?: number
  /** Inserts or replaces; not everyone has one. */
  readonly upsertMany?: (people: readonly Person[]) => Promise<void>
  close(): Promise<void>
}
