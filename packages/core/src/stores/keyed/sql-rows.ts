import type { StoreCall } from '../../door/store-call.ts'
import type { SourceColumn } from '../../database/dialect.ts'
import type { Executor } from '../../database/executor.ts'
import type { KeyedWrite, Shape } from '../../database/keyed-operation.ts'
import type { Bound, DriverCell } from '../../database/statement.ts'
import { wholeRange } from '../../door/key.ts'
import type {
  RowCondition,
  RowListing,
  RowRange,
  RowStore,
  RowValue,
  RowValues,
  StoredRow,
} from '../../rows/row-store.ts'
import { builtOnce, type StoreShapes } from './built-once.ts'
import { KeyedTable } from './keyed-table.ts'
import { conditionText, listingOf } from './listing-of.ts'
import { prune } from './prune.ts'
import { pruneGroups, type GroupIndexes } from './prune-groups.ts'
import { StoreAccess } from './store-access.ts'
import { StoreText } from './store-text.ts'

type Columns = readonly (SourceColumn & { readonly nullable?: boolean })[]

interface Shapes {
  readonly get: Shape
  readonly put: Shape
  readonly fill: Shape
  readonly remove: Shape
}

/** A table of rows by key: its columns beside the key, and the times that every such row has. */
export interface RowTable {
  readonly name: string
  /** The store's, as `snapshots`. */
  readonly kind: string
  readonly columns: Columns
  /** Where rows go in groups. */
  readonly groups: GroupIndexes | undefined
  readonly shapes: StoreShapes<Shapes>
}

/** The times of a row. */
export const stampColumns = [
  { name: 'created_at', type: 'bigint' },
  { name: 'updated_at', type: 'bigint' },
] as const

export const rowTable = (kind: string, name: string, columns: Columns, groups?: GroupIndexes): RowTable => ({
  name,
  kind,
  columns,
  groups,
  shapes: builtOnce((dialect, space, lane) => shapesOf(new KeyedTable(dialect, space, lane, name), columns)),
})

const shapesOf = (table: KeyedTable, columns: Columns): Shapes => {
  const given = columns.map(({ name, type }): SourceColumn => ({ name: `new_${name}`, type }))
  const names = columns.map(({ name }) => name)
  const upsert = (kind: string, assign: (column: Columns[number]) => string): Shape =>
    table.upsert(kind, {
      given,
      row: (of) => ({
        ...Object.fromEntries(names.map((name, index) => [name, of(given[index]!)])),
        created_at: table.now,
        updated_at: table.now,
      }),
      update: [...columns.map(assign), 'updated_at = excluded.updated_at'].join(', '),
    })
  return {
    get: table.read('GET', [...names, 'created_at', 'updated_at']),
    put: upsert('PUT', ({ name }) => `${name} = excluded.${name}`),
    fill: upsert('FILL', ({ name }) => `${name} = coalesce(excluded.${name}, t.${name})`),
    remove: table.remove('REMOVE', {}),
  }
}

/** Rows by key over a table of their own. */
export class SqlRows<R extends RowValues> implements RowStore<R> {
  readonly #access: StoreAccess
  readonly #table: RowTable
  readonly #shapes: Shapes
  readonly #name: string

  constructor(executor: Executor, table: RowTable, name: string) {
    this.#access = new StoreAccess(executor, table.kind, name)
    this.#table = table
    this.#shapes = table.shapes(executor.dialect, this.#access.space, this.#access.lane)
    this.#name = name
  }

  async get(key: string, call: StoreCall): Promise<StoredRow<R> | undefined> {
    const bound = this.#access.space.bind(key)
    const answer = (row: readonly DriverCell[] | undefined): StoredRow<R> | undefined =>
      row === undefined ? undefined : this.#stored(row)
    return this.#access.read({ shape: this.#shapes.get, key: bound, row: [bound], answer }, call)
  }

  async list(
    range: RowRange | readonly RowRange[],
    listing: RowListing,
    call: StoreCall,
  ): Promise<readonly StoredRow<R>[]> {
    const text = this.#text()
    const ranges: readonly RowRange[] = Array.isArray(range) ? range : [range as RowRange]
    const statement = listingOf(text, this.#selected, ranges, listing)
    const { rows } = await this.#access.executor.query(statement, 'read', call)
    return rows.map((row) => this.#stored(row))
  }

  async heads(
    member: string,
    { after, limit }: { readonly after: string | undefined; readonly limit: number },
    call: StoreCall,
  ): Promise<readonly StoredRow<R>[]> {
    const range = after === undefined ? wholeRange : { low: `${after}\u0001`, high: undefined }
    const where = [{ column: member, is: '=', value: '' }] as const
    return this.list(range, { where, limit }, call)
  }

  async put(key: string, values: R, call: StoreCall): Promise<void> {
    await this.#write('put', key, this.#row(values), call, () => undefined)
  }

  async fill(key: string, values: R, call: StoreCall): Promise<void> {
    await this.#write('fill', key, this.#row(values), call, () => undefined)
  }

  remove(key: string, call: StoreCall): Promise<boolean> {
    return this.#write('remove', key, [], call, (row) => row !== undefined)
  }

  prune(where: readonly RowCondition[], limit: number, { action }: StoreCall): Promise<number> {
    const { executor, space } = this.#access
    const condition = (text: StoreText): string => conditionText(text, where)
    return prune(executor, { space, table: this.#table.name, condition }, limit, action)
  }

  async removeRange(range: RowRange, call: StoreCall): Promise<number> {
    const text = this.#text()
    const where = range.isShort === true ? text.withinShort(range) : text.within(range)
    const remove = text.finish('REMOVE', `delete from ${text.table} as t where ${where}`)
    const { affected } = await this.#access.executor.query(remove, 'write', call)
    this.#access.executor.changed(this.#access.lane)
    return affected
  }

  async removeGroups(
    group: string,
    member: string,
    age: number,
    limit: number,
    { action }: StoreCall,
  ): Promise<number> {
    const { executor, space } = this.#access
    const condition = (text: StoreText): string =>
      `t.${member} = '' and t.updated_at <= ${text.now} - ${text.bind(age)}`
    const { name, groups: indexes } = this.#table
    if (indexes === undefined) throw new TypeError(`Cannot ${action}: the rows of ${name} go one by one`)
    return pruneGroups(executor, { space, table: name, group, condition, indexes }, limit, action)
  }

  async together<T>(call: StoreCall, body: (rows: RowStore<R>) => Promise<T>): Promise<T> {
    const { executor } = this.#access
    const { signal } = call
    const options = executor.isTransaction
      ? undefined
      : { isolation: 'read-committed' as const, ...(signal === undefined ? {} : { signal }) }
    return executor.transaction((inner) => body(new SqlRows<R>(inner, this.#table, this.#name)), options)
  }

  /** Behind the key. */
  get #selected(): readonly string[] {
    return [...this.#table.columns.map(({ name }) => name), 'created_at', 'updated_at']
  }

  #row(values: R): readonly Bound[] {
    return this.#table.columns.map(({ name }) => values[name] ?? null)
  }

  #stored(row: readonly DriverCell[]): StoredRow<R> {
    const { columns } = this.#table
    const values = columns.map(({ name, type }, index): [string, RowValue] => {
      const cell = row[index + 1] as RowValue
      return [name, type === 'bigint' && cell !== null ? Number(cell) : cell]
    })
    return {
      key: this.#access.space.unbind(row[0] as string),
      values: Object.fromEntries(values) as R,
      createdAt: new Date(Number(row[columns.length + 1])),
      updatedAt: new Date(Number(row[columns.length + 2])),
    }
  }

  #write<T>(
    kind: 'put' | 'fill' | 'remove',
    key: string,
    values: readonly Bound[],
    call: StoreCall,
    answer: KeyedWrite<T>['answer'],
  ): Promise<T> {
    const bound = this.#access.space.bind(key)
    const shape = this.#shapes[kind]
    return this.#access.writeInOrder(undefined, call, () => ({
      shape,
      key: bound,
      row: [bound, ...values],
      answer,
    }))
  }

  #text(): StoreText {
    return new StoreText(this.#access.executor, this.#access.space, this.#table.name)
  }
}
