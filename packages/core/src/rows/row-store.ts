import type { StoreCall } from '../door/store-call.ts'
import type { Milliseconds } from '../contracts/environment.ts'
import type { KeyRange } from '../door/key.ts'

export type RowValue = string | number | null

/** The columns of a row beside its key. */
export type RowValues = Readonly<Record<string, RowValue>>

/** A row as it is read. */
export interface StoredRow<R extends RowValues> {
  /** Encoded. */
  readonly key: string
  readonly values: R
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** In a condition, the time of its statement. */
export const statementTime: unique symbol = Symbol('statement time')

/** That a column compares so with a value; null does with none. Texts compare as bytes. */
export type RowCondition =
  | {
      readonly column: string
      readonly is: '=' | '<' | '<=' | '>' | '>='
      readonly value: string | number | typeof statementTime
    }
  | { readonly column: string; readonly is: 'in'; readonly value: readonly string[] }

export interface RowRange extends KeyRange {
  /** Few rows lie in it, whatever the size of the store. They are all read first, by the index on keys, and conditions are put to them afterwards. */
  readonly isShort?: boolean
}

export interface RowListing {
  readonly limit?: number
  readonly reverse?: boolean
  /** Only rows for which all of them hold. */
  readonly where?: readonly RowCondition[]
}

/**
 * Rows by key, for stores whose promise needs no statement of their own. The backends with SQL and the reference each implement it once, and a store is
 * written over it once. Keys are encoded; times are those of the statement, and kept by the rows themselves.
 */
export interface RowStore<R extends RowValues> {
  get(key: string, call: StoreCall): Promise<StoredRow<R> | undefined>
  /** The rows of a range, or of several, in the order of their keys, from one snapshot. A row that lies in two ranges comes twice. */
  list(
    range: RowRange | readonly RowRange[],
    listing: RowListing,
    call: StoreCall,
  ): Promise<readonly StoredRow<R>[]>
  /** The heads of groups (see `removeGroups`) in the order of their keys, behind the key `after`. */
  heads(
    member: string,
    page: { readonly after: string | undefined; readonly limit: number },
    call: StoreCall,
  ): Promise<readonly StoredRow<R>[]>
  /** Puts the row in place of the one that is there. */
  put(key: string, values: R, call: StoreCall): Promise<void>
  /** As `put`, but a null leaves what is there. */
  fill(key: string, values: R, call: StoreCall): Promise<void>
  /** Whether there was one. */
  remove(key: string, call: StoreCall): Promise<boolean>
  /** Removes up to `limit` rows for which all of these hold, whatever their keys; how many. They must stay true once they are. */
  prune(where: readonly RowCondition[], limit: number, call: StoreCall): Promise<number>
  /** How many rows went. */
  removeRange(range: RowRange, call: StoreCall): Promise<number>
  /**
   * Removes up to `limit` groups of rows whose head was not put for `age`, with all their rows; how many groups. A row belongs to the group in the
   * column `group`; its head is the one whose `member` column is empty. A group whose head is put meanwhile stays whole.
   */
  removeGroups(
    group: string,
    member: string,
    age: Milliseconds,
    limit: number,
    call: StoreCall,
  ): Promise<number>
  /** Runs several calls as one, in this transaction or in one of its own (read committed). */
  together<T>(call: StoreCall, body: (rows: RowStore<R>) => Promise<T>): Promise<T>
}
