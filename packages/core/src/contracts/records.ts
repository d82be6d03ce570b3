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
  readonly include?: Visibility
  /** Locks the rows until the end of the transaction; outside of one it throws a `TypeError`. */
  readonly forUpdate?: boolean
}

export interface FindOptions<T, S extends keyof TableRow<T>, W extends Includes> extends ReadOptions<
  T,
  S,
  W
> {
  /** Default: by the primary key. */
  readonly orderBy?: Order<ColumnsOf<T>>
}

export interface ListQuery<T, S extends keyof TableRow<T>, W extends Includes> extends FindOptions<T, S, W> {
  readonly where?: Filter<ColumnsOf<T>>
  /** The most rows. Default 100, at most 10 000: read more in pages, or with `walk`. */
  readonly limit?: number
}

export interface WalkQuery<T, S extends keyof TableRow<T>> extends OperationOptions {
  readonly where?: Filter<ColumnsOf<T>>
  readonly orderBy?: Order<ColumnsOf<T>>
  readonly select?: readonly S[]
  readonly include?: Visibility
}

export interface VersionOptions extends OperationOptions {
  /** Only if the row still has this version, of a table with `version()`; else it throws `conflict`. */
  readonly ifVersion?: string
}

export interface DeleteRecordOptions extends VersionOptions {
  /** Who deletes, for the column `deletedBy` of a table with soft delete. */
  readonly by?: string
}

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
 * Everything is checked against the definition before it is sent; an unknown column, operator or option throws a `TypeError`, a
 * value that the column cannot hold `invalid-value`, `out-of-range` or `too-large`. Reads show active rows (see `include`), and in
 * a table with `tenant()` only those of the session's tenant. What is read is a fresh copy. Outside a transaction each call is
 * one, and a call is atomic. Engine errors: `duplicate`, `foreign-key`, `check`, `not-null` … name the columns where the engine does.
 */
export interface Records<T extends AnyTable> {
  /** Inserts one row and resolves with it, defaults filled in. `duplicate` when a unique value exists, `foreign-key` when a referenced row does not or is soft-deleted. */
  insert(row: NewRow<T>, options?: OperationOptions): Promise<TableRow<T>>
  /** Inserts all or none, in flat memory, by the engine's fastest way. A row may refer to itself and to rows before it. Resolves with their number. */
  insertMany(
    rows: Iterable<NewRow<T>> | AsyncIterable<NewRow<T>>,
    options?: OperationOptions,
  ): Promise<number>
  /** The row of this key, or `undefined`. One indexed read. */
  get<S extends keyof TableRow<T> = keyof TableRow<T>, W extends Includes = {}>(
    key: TableKey<T>,
    options?: ReadOptions<T, S, W>,
  ): Promise<Selected<T, S, W> | undefined>
  /** The row of this key. Throws `not-found`. */
  getOrThrow<S extends keyof TableRow<T> = keyof TableRow<T>, W extends Includes = {}>(
    key: TableKey<T>,
    options?: ReadOptions<T, S, W>,
  ): Promise<Selected<T, S, W>>
  /** The first row that matches, or `undefined`. */
  find<S extends keyof TableRow<T> = keyof TableRow<T>, W extends Includes = {}>(
    where: Filter<ColumnsOf<T>>,
    options?: FindOptions<T, S, W>,
  ): Promise<Selected<T, S, W> | undefined>
  list<S extends keyof TableRow<T> = keyof TableRow<T>, W extends Includes = {}>(
    query?: ListQuery<T, S, W>,
  ): Promise<readonly Selected<T, S, W>[]>
  /** One page by keyset: what it costs does not depend on where it is. The order is made total by the primary key. */
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
  /** Whether any row matches. */
  exists(where: Filter<ColumnsOf<T>>, options?: CountOptions): Promise<boolean>
  count(where?: Filter<ColumnsOf<T>>, options?: CountOptions): Promise<number>
  /** Numbers over all rows that match, each with a filter of its own if it names one. */
  aggregate<A extends Aggregations<ColumnsOf<T>>>(
    query: { readonly where?: Filter<ColumnsOf<T>>; readonly select: A } & CountOptions,
  ): Promise<AggregateRow<ColumnsOf<T>, A>>
  /** The same for each group of rows with equal values in the columns of `by`, ordered by them unless `orderBy` says otherwise. */
  group<K extends keyof TableRow<T> & string, A extends Aggregations<ColumnsOf<T>>>(
    query: GroupQuery<T, K, A> & CountOptions,
  ): Promise<readonly (Pick<TableRow<T>, K> & AggregateRow<ColumnsOf<T>, A>)[]>
  /** Changes the active row of this key and resolves with it, or with `undefined` when there is none. */
  update(key: TableKey<T>, patch: Patch<T>, options?: VersionOptions): Promise<TableRow<T> | undefined>
  /** Changes every active row that matches; resolves with their number. An empty filter throws a `TypeError`. */
  updateWhere(where: Filter<ColumnsOf<T>>, patch: Patch<T>, options?: OperationOptions): Promise<number>
  /** Inserts, or changes the active row that exists; the row that is given passes the checks of the table in both cases. `duplicate` when the key belongs to a soft-deleted row. */
  upsert(row: NewRow<T>, options?: UpsertOptions<T>): Promise<TableRow<T>>
  /**
   * All or none; of rows with the same key the last wins (increments add up). The order among other rows is not promised, so
   * do not hand a unique value from one row to another in one call. Resolves with the number of rows given.
   */
  upsertMany(
    rows: Iterable<NewRow<T>> | AsyncIterable<NewRow<T>>,
    options?: UpsertOptions<T>,
  ): Promise<number>
  /** Deletes the active row of this key, softly where the table says so. Whether there was one. */
  delete(key: TableKey<T>, options?: DeleteRecordOptions): Promise<boolean>
  /** Deletes every active row that matches; resolves with their number, in which rows that a cascade within the table took first may be missing. An empty filter throws a `TypeError`. */
  deleteWhere(where: Filter<ColumnsOf<T>>, options?: Omit<DeleteRecordOptions, 'ifVersion'>): Promise<number>
  /** Takes a soft delete back and resolves with the row, or `undefined` when there is no deleted row of this key. `duplicate` when another row has its unique value now. */
  restore(key: TableKey<T>, options?: OperationOptions): Promise<TableRow<T> | undefined>
  /** Removes soft-deleted rows for good, the longest deleted first; resolves with their number. */
  purge(options?: PurgeOptions<T>): Promise<number>
}

export interface CountOptions extends OperationOptions {
  readonly include?: Visibility
}

export interface PurgeOptions<T> extends OperationOptions {
  readonly where?: Filter<ColumnsOf<T>>
  /** Only those that were deleted before this instant. */
  readonly deletedBefore?: Date
  /** At most this many. Default 1 000. */
  readonly limit?: number
}
