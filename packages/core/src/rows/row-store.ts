import type { Milliseconds } from '../contracts/environment.ts'
import type { KeyRange } from '../door/key.ts'

/** A call, in words for an error message, and how it is given up. */
export interface RowCall {
  readonly action: string
  readonly signal: AbortSignal | undefined
}

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
  get(key: string, call: RowCall): Promise<StoredRow<R> | undefined>
  /** The rows of a range, or of several, in the order of their keys, from one snapshot. A row that lies in two ranges comes twice. */
  list(
    range: KeyRange | readonly KeyRange[],
    listing: RowListing,
    call: RowCall,
  ): Promise<readonly StoredRow<R>[]>
  /** The heads of groups (see `removeGroups`) in the order of their keys, behind the key `after`. */
  heads(
    member: string,
    page: { readonly after: string | undefined; readonly limit: number },
    call: RowCall,
  ): Promise<readonly StoredRow<R>[]>
  /** Puts the row in place of the one that is there. */
  put(key: string, values: R, call: RowCall): Promise<void>
  /** As `put`, but a null leaves what is there. */
  fill(key: string, values: R, call: RowCall): Promise<void>
  /** Whether there was one. */
  remove(key: string, call: RowCall): Promise<boolean>
  /** Removes up to `limit` rows for which all of these hold, whatever their keys; how many. They must stay true once they are. */
  prune(where: readonly RowCondition[], limit: number, call: RowCall): Promise<number>
  /** How many rows went. */
  removeRange(range: KeyRange, call: RowCall): Promise<number>
  /**
   * Removes up to `limit` groups of rows whose head was not put for `age`, with all their rows; how many groups. A row belongs to the group in the
   * column `group`; its head is the one whose `member` column is empty. A group whose head is put meanwhile stays whole.
   */
  removeGroups(
    group: string,
    member: string,
    age: Milliseconds,
    limit: number,
    call: RowCall,
  ): Promise<number>
  /** Runs several calls as one, in this transaction or in one of its own (read committed). */
  together<T>(call: RowCall, body: (rows: RowStore<R>) => Promise<T>): Promise<T>
  /**
   * As `together`, one after another: the row of `lock` is filled first with these values (a null leaves what is there), so that who else locks it waits,
   * and sees then what was done.
   */
  atomically<T>(
    lock: { readonly key: string; readonly values: R },
    call: RowCall,
    body: (rows: RowStore<R>) => Promise<T>,
  ): Promise<T>
}
