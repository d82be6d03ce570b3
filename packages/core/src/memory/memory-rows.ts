import type { StoreCall } from '../door/store-call.ts'
import { compareBytes, type KeyRange } from '../door/key.ts'
import {
  statementTime,
  type RowCondition,
  type RowListing,
  type RowStore,
  type RowValues,
  type StoredRow,
} from '../rows/row-store.ts'
import { runNested, runTransaction } from './run-transaction.ts'
import type { Shelf } from './shelf.ts'
import { transactionMode } from './transaction-mode.ts'
import { TransactionScope } from './transaction-scope.ts'

interface MemoryRow<R> {
  readonly values: R
  readonly createdAt: number
  readonly updatedAt: number
}

/** Rows by key over a map. */
export class MemoryRows<R extends RowValues> implements RowStore<R> {
  readonly #shelf: Shelf<MemoryRow<R>>

  constructor(shelf: Shelf<MemoryRow<R>>) {
    this.#shelf = shelf
  }

  get(key: string, call: StoreCall): Promise<StoredRow<R> | undefined> {
    return this.#shelf.read(call, (rows) => {
      const row = rows.get(key)
      return row === undefined ? undefined : stored(key, row)
    })
  }

  list(
    range: KeyRange | readonly KeyRange[],
    { limit, reverse, where = [] }: RowListing,
    call: StoreCall,
  ): Promise<readonly StoredRow<R>[]> {
    const ranges: readonly KeyRange[] = Array.isArray(range) ? range : [range as KeyRange]
    return this.#shelf.read(call, (rows, now) => {
      const all = ranges
        .flatMap((one) => rows.list(one))
        .filter(([, { values }]) => isMatch(values, where, now))
        .toSorted(([a], [b]) => compareBytes(a, b))
        .map(([key, row]) => stored(key, row))
      return (reverse === true ? all.toReversed() : all).slice(0, limit)
    })
  }

  heads(
    member: string,
    { after, limit }: { readonly after: string | undefined; readonly limit: number },
    call: StoreCall,
  ): Promise<readonly StoredRow<R>[]> {
    return this.#shelf.read(call, (rows) =>
      rows
        .list()
        .filter(
          ([key, { values }]) =>
            values[member] === '' && (after === undefined || compareBytes(key, after) > 0),
        )
        .slice(0, limit)
        .map(([key, row]) => stored(key, row)),
    )
  }

  put(key: string, values: R, call: StoreCall): Promise<void> {
    return this.#put(key, call, () => values)
  }

  fill(key: string, values: R, call: StoreCall): Promise<void> {
    return this.#put(key, call, (before) => {
      const kept = Object.entries(values).map(([name, value]) => [name, value ?? before?.[name] ?? null])
      return Object.fromEntries(kept) as R
    })
  }

  remove(key: string, call: StoreCall): Promise<boolean> {
    return this.#shelf.write(call, undefined, (rows) => rows.remove(key))
  }

  prune(where: readonly RowCondition[], limit: number, call: StoreCall): Promise<number> {
    return this.#shelf.write(call, undefined, (rows, now) => {
      const doomed = rows
        .list()
        .filter(([, { values }]) => isMatch(values, where, now))
        .slice(0, limit)
      for (const [key] of doomed) rows.remove(key)
      return doomed.length
    })
  }

  removeRange(range: KeyRange, call: StoreCall): Promise<number> {
    return this.#shelf.write(call, undefined, (rows) => {
      const doomed = rows.list(range)
      for (const [key] of doomed) rows.remove(key)
      return doomed.length
    })
  }

  removeGroups(group: string, member: string, age: number, limit: number, call: StoreCall): Promise<number> {
    return this.#shelf.write(call, undefined, (rows, now) => {
      const heads = rows
        .list()
        .filter(([, { values, updatedAt }]) => values[member] === '' && updatedAt <= now - age)
        .slice(0, limit)
      const doomed = new Set(heads.map(([, { values }]) => values[group]))
      for (const [key, { values }] of rows.list()) if (doomed.has(values[group])) rows.remove(key)
      return heads.length
    })
  }

  async together<T>(call: StoreCall, body: (rows: RowStore<R>) => Promise<T>): Promise<T> {
    const { scope } = this.#shelf
    const run = (inner: TransactionScope): Promise<T> => body(new MemoryRows<R>(this.#shelf.on(inner)))
    if (scope instanceof TransactionScope) return runNested(scope, scope.mode, run)
    const { signal } = call
    const mode = transactionMode({
      isolation: 'read-committed',
      ...(signal === undefined ? {} : { signal }),
    })
    return runTransaction(scope.engine, mode, run)
  }

  #put(key: string, call: StoreCall, valuesOf: (before: R | undefined) => R): Promise<void> {
    return this.#shelf.write(call, undefined, (rows, now) => {
      const before = rows.get(key)
      rows.put(key, {
        values: valuesOf(before?.values),
        createdAt: before?.createdAt ?? now,
        updatedAt: now,
      })
    })
  }
}

const stored = <R extends RowValues>(key: string, row: MemoryRow<R>): StoredRow<R> => ({
  key,
  values: row.values,
  createdAt: new Date(row.createdAt),
  updatedAt: new Date(row.updatedAt),
})

const isMatch = (values: RowValues, where: readonly RowCondition[], now: number): boolean =>
  where.every((condition) => {
    const stands = values[condition.column] ?? null
    if (stands === null) return false
    if (condition.is === 'in') return condition.value.includes(String(stands))
    const order = compared(stands, condition.value === statementTime ? now : condition.value)
    return (
      (condition.is.includes('=') && order === 0) ||
      ((order < 0 ? '<' : '>') === condition.is[0] && order !== 0)
    )
  })

const compared = (left: string | number, right: string | number): number =>
  typeof left === 'string' ? compareBytes(left, String(right)) : left - Number(right)
