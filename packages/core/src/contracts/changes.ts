import type { OperationOptions } from './key-value.ts'
import type { Page } from './page.ts'
import type { AnyTable, TableKey, TableRow } from './table.ts'

/**
 * What is recorded of the changes of a table's rows; `changes: true` in its definition is all of it. The primary key names the record, so it is not among the
 * fields, and neither is what every change stamps: `version()` and `updatedAt`.
 */
export interface ChangeTracking<P extends string = string> {
  /** Only these columns. Default: all. */
  readonly only?: readonly P[]
  /** All but these columns. */
  readonly ignore?: readonly P[]
  /** Of these columns it is recorded that they changed, and not from what to what: their values are never stored. */
  readonly redact?: readonly P[]
}

/**
 * What became of a record: `soft-delete` and `restore` mark the row of a table with soft delete and take the mark away; after `delete` it is gone, by whatever
 * way: a delete, a purge, a cascade, a truncate.
 */
export type ChangeOperation = 'insert' | 'update' | 'soft-delete' | 'restore' | 'delete'

/** What one field was and became: without `old` in an insert, without `new` where the row is gone, with neither where it is redacted. */
export interface FieldChange<V = unknown> {
  readonly old?: V
  readonly new?: V
  readonly redacted?: true
}

/** By property. A column that the definition does not know, because it was dropped or renamed since, is there by its old name in the database. */
export type ChangedFields<T> = { readonly [P in keyof TableRow<T>]?: FieldChange<TableRow<T>[P]> }

/** One change of one record. */
export interface Change<T> {
  /** Of the record, as `records(table).get` takes it. In `db.system()` with the tenant. */
  readonly key: TableKey<T>
  /** Counts the changes of the record, from 1, without a gap; it goes on when a record of the same key is made again. */
  readonly version: number
  readonly operation: ChangeOperation
  /** By the clock that stamps rows; within a record it never goes back. */
  readonly at: Date
  /** The same for all changes of one transaction. */
  readonly transaction: string
  /** Who, why and in which request, as `withAttribution` says where the change was made. */
  readonly actor?: string
  readonly reason?: string
  readonly requestId?: string
  readonly fields: ChangedFields<T>
}

/** A record as it was at some time: the columns that are tracked and not redacted, and its key. */
export interface PastRecord<T> {
  /** Of the change that made it so; 0 for what was there before its first change was recorded. */
  readonly version: number
  readonly row: Partial<TableRow<T>>
}

/** Which part of a list of changes. */
export interface ChangesPage extends OperationOptions {
  /** Default `newest` first. */
  readonly order?: 'newest' | 'oldest'
  /** Changes of a page. Default 100, at most 10 000. */
  readonly limit?: number
  /** `next` of another page of the same query. A wrong one throws `invalid-value`. */
  readonly after?: string
  /** `previous` of another page of the same query. */
  readonly before?: string
}

/** Which changes of a table. */
export interface ChangesQuery extends ChangesPage {
  readonly actor?: string
  readonly operation?: ChangeOperation
  /** All of one transaction. */
  readonly transaction?: string
  /** From this time on. */
  readonly from?: Date
  /** Before this time. */
  readonly to?: Date
}

/**
 * What became of the records of a table that is defined with `changes`. Each change is recorded in the transaction that makes it: it is there if and only if that
 * was committed. An update that changes no tracked field records nothing. Nothing here changes or removes what is recorded.
 *
 * In a table with `tenant()` a session sees the changes of its tenant's records. Each call reads one state of the database. What plain SQL
 * changes is recorded where the capability `tracksSql` is there. Throws `no-table` until `createTables` or a migration has made the table.
 */
export interface Changes<T extends AnyTable> {
  /** The changes of one record, page by page. An indexed read, whose cost does not depend on how far the page is. */
  history(key: TableKey<T>, page?: ChangesPage): Promise<Page<Change<T>>>
  /** The changes of all records, by time. An entry of a transaction that commits late may come before a cursor: to follow a table without a gap, use the audit trail. */
  page(query?: ChangesQuery): Promise<Page<Change<T>>>
  /**
   * The record as it was at this time, a change of the same millisecond included; undefined where it did not exist. A record that was there before its first recorded change is
   * given as it was before that. Reads the record's changes, one after another.
   */
  asOf(key: TableKey<T>, at: Date, options?: OperationOptions): Promise<PastRecord<T> | undefined>
  /** What differs between two versions of a record, as if one change had led from the first to the second. Throws `not-found` for a version that it never had. */
  diff(key: TableKey<T>, from: number, to: number, options?: OperationOptions): Promise<ChangedFields<T>>
  /**
   * Makes the record what it was at a version, as far as its fields are tracked and not redacted, and resolves with the row; undefined where it did not exist then. It inserts the row when it is
   * gone, and deletes it (softly, where the table says so) when it was. A change like any other, recorded as one: in the caller's transaction, or
   * in one of its own. Throws `not-found` for a version that it never had, and what an insert or update may throw.
   */
  revert(key: TableKey<T>, version: number, options?: OperationOptions): Promise<TableRow<T> | undefined>
}
