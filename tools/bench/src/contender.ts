import type { Operation } from './sample.ts'

/** A key-value get and set done with one library. A get ends with the parsed value, a set begins with it. */
export interface Contender {
  readonly name: string
  readonly get: Operation
  readonly set: Operation
  close(): Promise<void>
}

/** Everything that is measured, done with one library. */
export interface FullContender extends Contender {
  readonly has: Operation
  /** Sets a key and deletes it again. */
  readonly setAndDelete: Operation
  readonly getMany: Operation
  /** The first hundred entries of a prefix. */
  readonly list: Operation
  readonly increment: Operation
  /** Takes a credit from one account and gives it to another, in one transaction. */
  readonly transaction: Operation
  /** Makes the table of the bulk load anew. */
  readonly prepareLoad: () => Promise<void>
  readonly load: () => Promise<void>
  /** Reads every row of that table; resolves with a sum, so that nothing is left out. */
  readonly stream: () => Promise<number>
  /** The same get and set, as a server does them that many callers use at once. */
  readonly shared: Pick<Contender, 'get' | 'set'>
  /** Whether such calls share statements or commits. */
  readonly batches: { readonly get: boolean; readonly set: boolean }
}
