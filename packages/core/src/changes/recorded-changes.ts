import type {
  Change,
  ChangedFields,
  Changes,
  ChangesPage,
  ChangesQuery,
  PastRecord,
} from '../contracts/changes.ts'
import type { OperationOptions } from '../contracts/key-value.ts'
import type { Page } from '../contracts/page.ts'
import type { Records } from '../contracts/records.ts'
import type { AnyTable, TableKey, TableRow, TableSchema } from '../contracts/table.ts'
import type { ChangeRow } from '../door/change-rows.ts'
import { checkAsOf, checkDiff, checkHistory, checkPage, checkRevert } from '../door/changes-calls.ts'
import type { RecordCall } from '../door/record-call.ts'
import type { TableUse } from '../door/table-use.ts'
import { HoldfastError } from '../errors.ts'
import { changeOf, fieldsOf, keyValues } from './change-of.ts'
import { netChange, reversed } from './net-change.ts'
import { becomes } from './becomes.ts'
import { rowOf, stateOf } from './past-row.ts'
import { stateBehind, type State } from './state-at.ts'

/** What the changes are read from and undone through, in one session or transaction. */
export interface ChangesStorage {
  /** The rows of changes. */
  readonly changes: Records<AnyTable>
  /** The rows that are tracked. */
  readonly live: Records<AnyTable>
  /** Runs `body` in the caller's transaction, or in one of its own. */
  together<R>(body: (inner: ChangesStorage) => Promise<R>, isWrite: boolean): Promise<R>
}

type Source = Pick<ChangesStorage, 'changes' | 'live'>
type Where = object

/** The contract over rows of changes, wherever they are kept. */
export class RecordedChanges<T extends AnyTable> implements Changes<T> {
  readonly #storage: ChangesStorage
  readonly #use: TableUse

  constructor(storage: ChangesStorage, use: TableUse) {
    this.#storage = storage
    this.#use = use
  }

  async history(key: TableKey<T>, page?: ChangesPage): Promise<Page<Change<T>>> {
    const { record, query, call } = checkHistory(this.#use, key, page)
    return this.#page(record, ['version'], query, call)
  }

  async page(query?: ChangesQuery): Promise<Page<Change<T>>> {
    const { where, query: page, call } = checkPage(this.#use, query)
    return this.#page(where, ['at', 'ns', 'record', 'version'], page, call)
  }

  async asOf(key: TableKey<T>, at: Date, options?: OperationOptions): Promise<PastRecord<T> | undefined> {
    const call = checkAsOf(this.#use, key, at, options)
    return this.#storage.together(async (inner) => {
      const rows = await allChanges(inner, call.record)
      const past = rows.findLastIndex((row) => row.at <= call.at) + 1
      const state = await stateAfter(inner, this.#use.schema, call.key, rows, past)
      if (state === undefined) return undefined
      const row = { ...rowOf(this.#schema, state), ...keyValues(this.#schema, call.record) }
      return { version: past === 0 ? 0 : rows[past - 1]!.version, row } as PastRecord<T>
    }, false)
  }

  async diff(
    key: TableKey<T>,
    from: number,
    to: number,
    options?: OperationOptions,
  ): Promise<ChangedFields<T>> {
    const call = checkDiff(this.#use, key, from, to, options)
    const [first, last] = [Math.min(from, to), Math.max(from, to)]
    const rows = await allChanges(this.#storage, { ...call.record, version: { lte: last } })
    requireVersion(rows, last, call)
    const net = netChange(rows.slice(first))
    const exists = (version: number): boolean =>
      version === 0 ? rows[0]?.operation !== 'insert' : rows[version - 1]!.operation !== 'delete'
    const fields = fieldsOf(this.#schema, from <= to ? net : reversed(net), exists(from), exists(to))
    return fields as ChangedFields<T>
  }

  async revert(
    key: TableKey<T>,
    version: number,
    options?: OperationOptions,
  ): Promise<TableRow<T> | undefined> {
    const call = checkRevert(this.#use, key, version, options)
    return this.#storage.together(async (inner) => {
      const rows = await allChanges(inner, call.record)
      requireVersion(rows, version, call)
      const state = await stateAfter(inner, this.#schema, call.key, rows, version)
      const keyed = keyValues(this.#schema, call.record)
      return (await becomes(inner.live, this.#schema, { ...call, keyed }, state)) as TableRow<T> | undefined
    }, true)
  }

  get #schema(): TableSchema {
    return this.#use.schema
  }

  async #page(
    where: Where,
    by: readonly string[],
    { order, ...query }: { readonly order: 'asc' | 'desc' },
    call: RecordCall,
  ): Promise<Page<Change<T>>> {
    const orderBy = by.map((property) => [property, order])
    const asked = { where, orderBy, ...query, signal: call.signal }
    const { items, ...cursors } = await this.#storage.changes.page(asked as never)
    const isBound = this.#use.tenant !== undefined
    return {
      items: items.map((row) => changeOf(this.#schema, row as unknown as ChangeRow, isBound) as Change<T>),
      ...cursors,
    }
  }
}

/** Oldest first. */
const allChanges = async ({ changes }: Source, where: Where): Promise<readonly ChangeRow[]> => {
  const rows: ChangeRow[] = []
  const orderBy = [['version', 'asc']]
  for await (const row of changes.walk({ where, orderBy } as never)) rows.push(row as unknown as ChangeRow)
  return rows
}

/** The state behind the first `count` changes. What is there now is asked only where it can matter. */
const stateAfter = async (
  { live }: Source,
  schema: TableSchema,
  key: unknown,
  rows: readonly ChangeRow[],
  count: number,
): Promise<State> => {
  const past = rows.slice(0, count)
  const isWhole = past.some(({ operation }) => operation === 'insert')
  const include = schema.deletedAt === undefined ? {} : { include: 'all' }
  const now = isWhole ? undefined : await live.get(key as never, include as never)
  return stateBehind(past, rows.slice(count), now === undefined ? undefined : stateOf(schema, now))
}

const requireVersion = (rows: readonly ChangeRow[], version: number, { action }: RecordCall): void => {
  if (version <= rows.length) return
  throw new HoldfastError('not-found', `Cannot ${action}: the record never had the version ${version}`)
}
