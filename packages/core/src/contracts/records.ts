import type { OperationOptions } from './key-value.ts'
import type { AggregateRow, Aggregations, GroupQuery } from './aggregate.ts'
import type { Filter } from './filter.ts'
import type { Included, Includes } from './include.ts'
import type { Order } from './order.ts'
import type { OffsetPage, OffsetPageQuery, Page, PageQuery } from './page.ts'
import type { AnyTable, ColumnsOf, NewRow, Patch, Simplify, TableKey, TableRow } from './table.ts'

/** Which of the rows of a table with soft delete: the default is `active`. Other tables have active rows only. */
export type Visibility = 'active' | 'deleted' | 'all'

/** What of a row is read. */
export interface ReadOptions<T, S extends keyof TableRow<T>, W extends Includes> extends OperationOptions {
  /** Only these columns. Default: all. */
  readonly select?: readonly S[]
  /** Joined rows, by the name that they get: `{ author: posts.userId }`, or `{ posts: many(posts.userId) }` for all that refer to this row. */
  readonly with?: W
  /** Of a table with soft delete. Default: `active`. */
  readonly include?: Visibility
  /** Locks the rows until the end of the transaction; outside of one it throws a `TypeError`. */
  readonly forUpdate?: boolean
}

/** What of which rows first. */
export interface FindOptions<T, S extends keyof TableRow<T>, W extends Includes> extends ReadOptions<
  T,
  S,
  W
> {
  /** Default: by the primary key. */
  readonly orderBy?: Order<ColumnsOf<T>>
}

/** Which rows, in which order, and how many. */
export interface ListQuery<T, S extends keyof TableRow<T>, W extends Includes> extends FindOptions<T, S, W> {
  readonly where?: Filter<ColumnsOf<T>>
  /** The most rows. Default 100, at most 10 000: read more in pages, or with `walk`. */
  readonly limit?: number
}

/** What `walk` reads: no joined rows, and no limit. */
export interface WalkQuery<T, S extends keyof TableRow<T>> extends OperationOptions {
  readonly where?: Filter<ColumnsOf<T>>
  readonly orderBy?: Order<ColumnsOf<T>>
  readonly select?: readonly S[]
  readonly include?: Visibility
}

/** Optimistic locking. */
export interface VersionOptions extends OperationOptions {
  /** Only if the row still has this version, of a table with `version()`; else it throws `conflict`. */
  readonly ifVersion?: string
}

/** Who deletes, and only which version. */
export interface DeleteRecordOptions extends VersionOptions {
  /** Who deletes, for the column `deletedBy` of a table with soft delete. */
  readonly by?: string
}

/** When a row exists, and what becomes of it then. */
export interface UpsertOptions<T> extends OperationOptions {
  /** The columns that say whether the row exists: the primary key (the default), or those of a unique constraint. */
  readonly on?: readonly (keyof TableRow<T> & string)[]
  /** What to change in the row that exists: default, every column that was given. `increment()` adds to what is there. */
  readonly update?: Patch<T> | readonly (keyof Patch<T> & string)[]
}

/** What `select` and `with` leave of a row. */
export type Selected<T, S extends keyof TableRow<T>, W extends Includes> = Simplify<
  Pick<TableRow<T>, S> & Included<W>
>

/**
 * The rows of one table, typed. Cheap to make: call `records(table)` wherever it is needed.
 *
 * Everything is checked against the definition before it is sent: an unknown column, operator or option throws a `TypeError`, a number beyond
 * its bounds a `RangeError`, a value that the column cannot hold `not-null`, `invalid-value`, `out-of-range` or `too-large`. Reads show active rows
 * (see `include`), and in a table with `tenant()` only those of the session's tenant. What is read is a fresh copy. Outside a transaction each
 * call is one: all of it happens or nothing. Errors of constraints name properties where the engine names columns. Any call may throw what a
 * statement may: `no-table` where nobody made the table, `cancelled`, `busy`, `connection-lost` … What is said below comes on top.
 */
export interface Records<T extends AnyTable> {
  /**
   * Inserts one row and resolves with it, defaults filled in. One statement; one more to find the parents where the engine does not check them
   * or they can be soft-deleted. Throws `duplicate` when another row has its key or a unique value, `foreign-key` when a row that it refers to does not
   * exist or is soft-deleted, `check`.
   */
  insert(row: NewRow<T>, options?: OperationOptions): Promise<TableRow<T>>
  /**
   * Inserts all or none, in flat memory, by the engine's fastest way; resolves with their number. A row may refer to itself and to rows before it.
   * No time limit but the signal's. Throws what `insert` throws.
   */
  insertMany(
    rows: Iterable<NewRow<T>> | AsyncIterable<NewRow<T>>,
    options?: OperationOptions,
  ): Promise<number>
  /** The row of this key, or `undefined`. One indexed read, and one more for each entry of `with`. */
  get<S extends keyof TableRow<T> = keyof TableRow<T>, W extends Includes = {}>(
    key: TableKey<T>,
    options?: ReadOptions<T, S, W>,
  ): Promise<Selected<T, S, W> | undefined>
  /** As `get`. Throws `not-found` where there is none. */
  getOrThrow<S extends keyof TableRow<T> = keyof TableRow<T>, W extends Includes = {}>(
    key: TableKey<T>,
    options?: ReadOptions<T, S, W>,
  ): Promise<Selected<T, S, W>>
  /** The first row that matches, or `undefined`. As fast as the engine finds and orders them: give the columns of `where` and `orderBy` an index. */
  find<S extends keyof TableRow<T> = keyof TableRow<T>, W extends Includes = {}>(
    where: Filter<ColumnsOf<T>>,
    options?: FindOptions<T, S, W>,
  ): Promise<Selected<T, S, W> | undefined>
  /** The rows that match, in order, at most `limit`. It does not tell whether there were more: `page` does. */
  list<S extends keyof TableRow<T> = keyof TableRow<T>, W extends Includes = {}>(
    query?: ListQuery<T, S, W>,
  ): Promise<readonly Selected<T, S, W>[]>
  /**
   * One page by keyset: with an index over the order, what it costs does not depend on where it is, and rows that come or go meanwhile shift nothing.
   * The order is made total by the primary key. Throws `invalid-value` for a cursor that no page of this query gave out.
   */
  page<S extends keyof TableRow<T> = keyof TableRow<T>, W extends Includes = {}>(
    query?: PageQuery<T, S, W>,
  ): Promise<Page<Selected<T, S, W>>>
  /** One page by number. The further, the more it costs, and rows that come or go meanwhile shift it: `page` has neither fault. */
  offsetPage<S extends keyof TableRow<T> = keyof TableRow<T>, W extends Includes = {}>(
    query?: OffsetPageQuery<T, S, W>,
  ): Promise<OffsetPage<Selected<T, S, W>>>
  /** Every row that matches, page after page, in flat memory: each row that exists throughout comes once. Not one snapshot outside a transaction. */
  walk<S extends keyof TableRow<T> = keyof TableRow<T>>(
    query?: WalkQuery<T, S>,
  ): AsyncIterable<Pick<TableRow<T>, S>>
  /** Whether any row matches. Ends at the first that does. */
  exists(where: Filter<ColumnsOf<T>>, options?: CountOptions): Promise<boolean>
  /** How many rows match; without a filter, how many there are. The engine counts them one by one. */
  count(where?: Filter<ColumnsOf<T>>, options?: CountOptions): Promise<number>
  /** Numbers over all rows that match, each with a filter of its own if it names one; one statement. Throws `out-of-range` for a sum beyond its type. */
  aggregate<A extends Aggregations<ColumnsOf<T>>>(
    query: { readonly where?: Filter<ColumnsOf<T>>; readonly select: A } & CountOptions,
  ): Promise<AggregateRow<ColumnsOf<T>, A>>
  /** The same for each group of rows with equal values in the columns of `by`, ordered by them unless `orderBy` says otherwise. */
  group<K extends keyof TableRow<T> & string, A extends Aggregations<ColumnsOf<T>>>(
    query: GroupQuery<T, K, A> & CountOptions,
  ): Promise<readonly (Pick<TableRow<T>, K> & AggregateRow<ColumnsOf<T>, A>)[]>
  /**
   * Changes the active row of this key and resolves with it, or with `undefined` when there is none. One statement, as `insert`. Throws `conflict` when
   * `ifVersion` is not its version, `out-of-range` when an increment leaves the range of its column, `duplicate`, `foreign-key`, `check`.
   */
  update(key: TableKey<T>, patch: Patch<T>, options?: VersionOptions): Promise<TableRow<T> | undefined>
  /** Changes every active row that matches, all or none; resolves with their number. An empty filter throws a `TypeError`. Throws what `update` throws. */
  updateWhere(where: Filter<ColumnsOf<T>>, patch: Patch<T>, options?: OperationOptions): Promise<number>
  /**
   * Inserts, or changes the active row that exists, in one statement, and resolves with it. The row that is given passes the checks of the table in both
   * cases. Throws `duplicate` when the key belongs to a soft-deleted row, and what `insert` and `update` throw.
   */
  upsert(row: NewRow<T>, options?: UpsertOptions<T>): Promise<TableRow<T>>
  /**
   * All or none; of rows with the same key the last wins (increments add up). The order among other rows is not promised, so
   * do not hand a unique value from one row to another in one call. Resolves with the number of rows given. Throws what `upsert` throws.
   */
  upsertMany(
    rows: Iterable<NewRow<T>> | AsyncIterable<NewRow<T>>,
    options?: UpsertOptions<T>,
  ): Promise<number>
  /**
   * Deletes the active row of this key, softly where the table says so. Whether there was one. Throws `conflict` when `ifVersion` is not its version,
   * `foreign-key` when it goes for good and a row that refers to it restricts that.
   */
  delete(key: TableKey<T>, options?: DeleteRecordOptions): Promise<boolean>
  /**
   * Deletes every active row that matches, all or none; resolves with their number, in which rows that a cascade within the table took first may be
   * missing. An empty filter throws a `TypeError`. Throws what `delete` throws.
   */
  deleteWhere(where: Filter<ColumnsOf<T>>, options?: Omit<DeleteRecordOptions, 'ifVersion'>): Promise<number>
  /**
   * Takes a soft delete back and resolves with the row, or `undefined` when there is no deleted row of this key. Throws `duplicate` when another row has its
   * unique value now, a `TypeError` for a table without soft delete.
   */
  restore(key: TableKey<T>, options?: OperationOptions): Promise<TableRow<T> | undefined>
  /**
   * Removes soft-deleted rows for good, the longest deleted first, and does what `onDelete` says of those that refer to them; resolves with their number.
   * Call it again while it resolves with the limit. Throws `foreign-key`, and a `TypeError` for a table without soft delete.
   */
  purge(options?: PurgeOptions<T>): Promise<number>
}

/** Which rows count. */
export interface CountOptions extends OperationOptions {
  readonly include?: Visibility
}

/** Which rows go. Default: all that are soft-deleted. */
export interface PurgeOptions<T> extends OperationOptions {
  readonly where?: Filter<ColumnsOf<T>>
  /** Only those that were deleted before this instant. */
  readonly deletedBefore?: Date
  /** At most this many. Default 1 000, at most 1 000 000. */
  readonly limit?: number
}
