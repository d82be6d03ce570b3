import type { Filter } from '../../contracts/filter.ts'
import type { OffsetPage, Page } from '../../contracts/page.ts'
import type { Records } from '../../contracts/records.ts'
import type { AnyTable } from '../../contracts/table.ts'
import type { Executor } from '../../database/executor.ts'
import { checkAggregate, checkCount, checkExists, checkGroup } from '../../door/count-calls.ts'
import { NewRows } from '../../door/new-row.ts'
import type { Change } from '../../door/patch.ts'
import { checkOffsetPage, checkPage } from '../../door/page-calls.ts'
import { checkFind, checkGet, checkList, checkWalk } from '../../door/read-calls.ts'
import { checkRows } from '../../door/rows.ts'
import type { RecordCall } from '../../door/record-call.ts'
import type { TableUse } from '../../door/table-use.ts'
import { checkUpsert, UpsertRows } from '../../door/upsert-call.ts'
import {
  checkDelete,
  checkDeleteWhere,
  checkInsert,
  checkPurge,
  checkRestore,
  checkUpdate,
  checkUpdateWhere,
} from '../../door/write-calls.ts'
import { HoldfastError } from '../../errors.ts'
import { aggregateRows, groupRows } from './aggregate.ts'
import { countRows } from './count.ts'
import { deleteRow, deleteRows } from './delete.ts'
import { getRow, isPointRead } from './get.ts'
import { insertRows } from './insert-many.ts'
import { insertRow } from './insert.ts'
import { listRows } from './list.ts'
import { readRows, type RecordRow } from './read-rows.ts'
import { readOffsetPage, readPage } from './page.ts'
import { RecordsTable, type RecordsParts } from './records-table.ts'
import { purgeRows } from './purge.ts'
import { restoreRow } from './restore.ts'
import { together } from './together.ts'
import { updateRow, updateRows } from './update.ts'
import { upsertRows } from './upsert-many.ts'
import { upsertRow } from './upsert.ts'
import { walkRows } from './walk.ts'
import { inTermsOf } from './write-errors.ts'

type Row = RecordRow
type Rows = Iterable<object> | AsyncIterable<object>
type Where = Filter<unknown>

/** The contract over SQL: each method checks its call at the door and hands it to the file that is named for it. */
export class SqlRecords implements Untyped {
  readonly #table: RecordsTable
  readonly #use: TableUse
  #rows: NewRows | undefined

  constructor(executor: Executor, use: TableUse, parts: RecordsParts) {
    this.#table = new RecordsTable(executor, use, parts)
    this.#use = use
  }

  async insert(row: object, options?: object): Promise<Row> {
    const call = checkInsert(this.#use, options)
    this.#rows ??= new NewRows(this.#use.schema, this.#use.tenant)
    const checked = this.#rows.check(row, call.action)
    return this.#written(
      call.action,
      this.#noted(false, call, (table) => insertRow(table, checked, call)),
    )
  }

  async insertMany(rows: Rows, options?: object): Promise<number> {
    const call = checkInsert(this.#use, options)
    return this.#written(call.action, insertRows(this.#table, checkRows(rows, call.action), call))
  }

  async get(key: unknown, options?: object): Promise<Row | undefined> {
    const call = checkGet(this.#use, key, options)
    const table = this.#table
    if (options === undefined && isPointRead(table)) return getRow(table, call.key, call)
    const listing = { reading: call.reading, where: table.keyed(call.key), order: [], limit: 1 }
    return (await listRows(table, listing, call))[0]
  }

  async getOrThrow(key: unknown, options?: object): Promise<Row> {
    const row = await this.get(key, options)
    if (row !== undefined) return row
    const { name } = this.#use.schema
    throw new HoldfastError('not-found', `Cannot get a row of "${name}": there is none with this key`, {
      table: name,
    })
  }

  async find(where: Where, options?: object): Promise<Row | undefined> {
    const call = checkFind(this.#use, where, options)
    return (await listRows(this.#table, call, call))[0]
  }

  async list(query?: object): Promise<readonly Row[]> {
    const call = checkList(this.#use, query)
    return listRows(this.#table, call, call)
  }

  async page(query?: object): Promise<Page<Row>> {
    return readPage(this.#table, checkPage(this.#use, query))
  }

  async offsetPage(query?: object): Promise<OffsetPage<Row>> {
    return readOffsetPage(this.#table, checkOffsetPage(this.#use, query))
  }

  walk(query?: object): AsyncIterable<Row> {
    return walkRows(this.#table, checkWalk(this.#use, query))
  }

  async exists(where: Where, options?: object): Promise<boolean> {
    const call = checkExists(this.#use, where, options)
    const reading = { columns: this.#table.key, includes: [], visibility: call.visibility, forUpdate: false }
    const listing = { reading, where: call.where, order: [], limit: 1 }
    return (await readRows(this.#table, listing, this.#table.key, call)).length > 0
  }

  async count(where?: Where, options?: object): Promise<number> {
    const call = checkCount(this.#use, where, options)
    return countRows(this.#table, call.where, call.visibility, call)
  }

  async aggregate(query: object): Promise<Row> {
    return aggregateRows(this.#table, checkAggregate(this.#use, query))
  }

  async group(query: object): Promise<readonly Row[]> {
    return groupRows(this.#table, checkGroup(this.#use, query))
  }

  async update(key: unknown, patch: object, options?: object): Promise<Row | undefined> {
    const call = checkUpdate(this.#use, key, patch, options)
    return this.#written(
      call.action,
      this.#noted(false, call, (table) => updateRow(table, call)),
      call.changes,
    )
  }

  async updateWhere(where: Where, patch: object, options?: object): Promise<number> {
    const call = checkUpdateWhere(this.#use, where, patch, options)
    return this.#written(
      call.action,
      this.#noted(true, call, (table) => updateRows(table, call)),
      call.changes,
    )
  }

  async upsert(row: object, options?: object): Promise<Row> {
    const call = checkUpsert(this.#use, options)
    const checked = new UpsertRows(this.#use, call).check(row)
    return this.#written(
      call.action,
      this.#noted(false, call, (table) => upsertRow(table, checked, call)),
      checked.changes,
    )
  }

  async upsertMany(rows: Rows, options?: object): Promise<number> {
    const call = checkUpsert(this.#use, options)
    const changes = call.update === 'given' ? [] : call.update
    return this.#written(call.action, upsertRows(this.#table, checkRows(rows, call.action), call), changes)
  }

  async delete(key: unknown, options?: object): Promise<boolean> {
    const call = checkDelete(this.#use, key, options)
    return this.#written(
      call.action,
      this.#noted(true, call, (table) => deleteRow(table, call)),
    )
  }

  async deleteWhere(where: Where, options?: object): Promise<number> {
    const call = checkDeleteWhere(this.#use, where, options)
    return this.#written(
      call.action,
      this.#noted(true, call, (table) => deleteRows(table, call)),
    )
  }

  async restore(key: unknown, options?: object): Promise<Row | undefined> {
    const call = checkRestore(this.#use, key, options)
    return this.#written(
      call.action,
      this.#noted(false, call, (table) => restoreRow(table, call)),
    )
  }

  async purge(options?: object): Promise<number> {
    const call = checkPurge(this.#use, options)
    return this.#written(call.action, purgeRows(this.#table, call))
  }

  /** In a transaction, where the triggers of tracked tables must be told first who is at work. A removal can reach other tables than its own. */
  #noted<R>(isMany: boolean, call: RecordCall, body: (table: RecordsTable) => Promise<R>): Promise<R> {
    const table = this.#table
    const isTold = (isMany || table.schema.changes !== undefined) && table.executor.tellsFirst(isMany)
    return isTold ? together(table, call.signal, body) : body(table)
  }

  #written<R>(action: string, work: Promise<R>, changes: readonly Change[] = []): Promise<R> {
    return inTermsOf(
      this.#use.schema,
      action,
      work,
      changes.some((change) => 'by' in change),
    )
  }
}

/** The contract without the types that follow from a table: those are for callers, and the door checks what they promise. */
type Untyped = { readonly [M in keyof Records<AnyTable>]: (...parameters: never[]) => unknown }
