import type { Records } from '../../contracts/records.ts'
import type { AnyTable } from '../../contracts/table.ts'
import { NewRows } from '../../door/new-row.ts'
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
import type { Engine } from '../engine.ts'
import { deleteRows, restoreRow } from './delete.ts'
import { givenRows } from './given-rows.ts'
import { insertRows } from './insert.ts'
import { longestDeleted } from './longest-deleted.ts'
import { RecordReads } from './record-reads.ts'
import { removeRows } from './references.ts'
import { refuseOutdated } from './refuse-outdated.ts'
import { readRow, type RowValues } from './row-values.ts'
import { updateRows } from './update.ts'
import { upsertRow } from './upsert.ts'

type Read = Record<string, unknown>
type Options = object | undefined
type Source = Iterable<unknown> | AsyncIterable<unknown>
type Methods = Record<keyof Records<AnyTable>, (...given: never[]) => unknown>

/** The contract over maps: each method is the shortest reading of its promise. The types of the rows are the caller's word. */
export class MemoryRecords extends RecordReads implements Methods {
  async insert(row: unknown, options?: Options): Promise<Read> {
    const call = checkInsert(this.#use, options)
    const checked = new NewRows(this.#use.schema, this.#use.tenant).check(row, call.action)
    return this.store.write(call, (statement, table) =>
      this.#read(insertRows(this.#engine, statement, this.#use.schema, table, [checked])[0]!),
    )
  }

  async insertMany(source: Source, options?: Options): Promise<number> {
    const call = checkInsert(this.#use, options)
    const rows = new NewRows(this.#use.schema, this.#use.tenant)
    return this.store.scope.operation(call, async (steps) => {
      const checked = await givenRows(source, call, (row) => rows.check(row, call.action))
      return this.store.change(
        steps,
        call,
        (statement, table) => insertRows(this.#engine, statement, this.#use.schema, table, checked).length,
      )
    })
  }

  async update(key: unknown, patch: unknown, options?: Options): Promise<Read | undefined> {
    const call = checkUpdate(this.#use, key, patch, options)
    return this.store.write(call, (statement, table) => {
      const row = this.store.row(table, call.key, 'active')
      if (row === undefined) return undefined
      refuseOutdated(this.#use.schema, row, call)
      const rows = [[row, call.changes]] as const
      return this.#read(updateRows(this.#engine, statement, this.#use.schema, table, rows)[0]!)
    })
  }

  async updateWhere(where: unknown, patch: unknown, options?: Options): Promise<number> {
    const call = checkUpdateWhere(this.#use, where, patch, options)
    return this.store.write(call, (statement, table) => {
      const rows = this.store.rows(table, 'active', call.where).map((row) => [row, call.changes] as const)
      return updateRows(this.#engine, statement, this.#use.schema, table, rows).length
    })
  }

  async upsert(row: unknown, options?: Options): Promise<Read> {
    const call = checkUpsert(this.#use, options)
    const checked = new UpsertRows(this.#use, call).check(row)
    return this.store.write(call, (statement) =>
      this.#read(upsertRow(this.#engine, statement, this.#use.schema, call, checked)),
    )
  }

  async upsertMany(source: Source, options?: Options): Promise<number> {
    const call = checkUpsert(this.#use, options)
    const rows = new UpsertRows(this.#use, call)
    return this.store.scope.operation(call, async (steps) => {
      const checked = await givenRows(source, call, (row) => rows.check(row))
      return this.store.change(steps, call, (statement) => {
        for (const row of checked) upsertRow(this.#engine, statement, this.#use.schema, call, row)
        return checked.length
      })
    })
  }

  async delete(key: unknown, options?: Options): Promise<boolean> {
    const call = checkDelete(this.#use, key, options)
    return this.store.write(call, (statement, table) => {
      const row = this.store.row(table, call.key, 'active')
      if (row === undefined) return false
      refuseOutdated(this.#use.schema, row, call)
      deleteRows(this.#engine, statement, this.#use.schema, table, [row], call.by)
      return true
    })
  }

  async deleteWhere(where: unknown, options?: Options): Promise<number> {
    const call = checkDeleteWhere(this.#use, where, options)
    return this.store.write(call, (statement, table) => {
      const rows = this.store.rows(table, 'active', call.where)
      deleteRows(this.#engine, statement, this.#use.schema, table, rows, call.by)
      return rows.length
    })
  }

  async restore(key: unknown, options?: Options): Promise<Read | undefined> {
    const call = checkRestore(this.#use, key, options)
    return this.store.write(call, (statement, table) => {
      const row = this.store.row(table, call.key, 'deleted')
      if (row === undefined) return undefined
      return this.#read(restoreRow(this.#engine, statement, this.#use.schema, table, row))
    })
  }

  async purge(options?: Options): Promise<number> {
    const call = checkPurge(this.#use, options)
    return this.store.write(call, (statement, table) => {
      const rows = longestDeleted(this.#use.schema, this.store.rows(table, 'deleted', call.where), call)
      removeRows(statement, table, rows)
      return rows.length
    })
  }

  get #use(): TableUse {
    return this.store.use
  }

  get #engine(): Engine {
    return this.store.scope.engine
  }

  #read(row: RowValues): Read {
    return readRow(row, this.#use.schema.columns)
  }
}
