import type { BulkRow } from '../contracts/sql.ts'
import { checkBindable } from '../door/bindable.ts'
import { checkName } from '../door/name.ts'
import { HoldfastError } from '../errors.ts'
import { givenUp } from './failure.ts'
import type { Bounds } from './interruptible.ts'
import { RootExecutor } from './root-executor.ts'
import type { Bound } from './statement.ts'
import type { TransactionExecutor } from './transaction-executor.ts'

/** Rows handed to the driver at a time. */
const rowsPerChunk = 1_000

/** Node's timers end at 2^31 − 1 ms: a load has no limit of its own. */
const noTimeout = 2 ** 31 - 1

type Rows = Iterable<BulkRow> | AsyncIterable<BulkRow>

/** Inserts all rows in one transaction: the caller's, or one of its own. */
export const bulkInsert = (
  executor: RootExecutor | TransactionExecutor,
  table: string,
  rows: Rows,
  { signal, deadline }: Bounds,
  action: string,
): Promise<number> => {
  if (!(executor instanceof RootExecutor))
    return insertAll(executor, table, rows, { signal, deadline }, action)
  const timeout = deadline === undefined ? noTimeout : Math.max(1, Math.ceil(deadline - performance.now()))
  // The source can be read once only, so nothing is retried here.
  const options = {
    isolation: 'read-committed',
    retries: 0,
    timeout,
    ...(signal === undefined ? {} : { signal }),
  } as const
  return executor.begin((inner) => insertAll(inner, table, rows, {}, action), options)
}

const insertAll = async (
  executor: TransactionExecutor,
  table: string,
  rows: Rows,
  bounds: Bounds,
  action: string,
): Promise<number> => {
  const source = chunksOf(rows, bounds, action)
  const first = await source.next()
  if (first.done === true) return 0
  const { columns, values } = first.value
  await executor.scope.open(action)
  let fromSource: { readonly error: unknown } | undefined
  const chunks = async function* (): AsyncGenerator<readonly (readonly Bound[])[]> {
    yield values
    try {
      for await (const chunk of source) yield chunk.values
    } catch (error) {
      fromSource = { error }
      throw error
    }
  }
  try {
    const { connection } = executor.scope.line
    return await executor.scope.track(action, () => connection.bulk(table, columns, chunks()))
  } catch (error) {
    throw fromSource === undefined ? error : fromSource.error
  }
}

interface Chunk {
  readonly columns: readonly string[]
  readonly values: readonly (readonly Bound[])[]
}

async function* chunksOf(
  rows: Rows,
  { signal, deadline }: Bounds,
  action: string,
): AsyncGenerator<Chunk, void, undefined> {
  if (
    typeof rows !== 'object' ||
    rows === null ||
    !(Symbol.iterator in rows || Symbol.asyncIterator in rows)
  ) {
    throw new TypeError(`Cannot ${action}: rows must be an iterable of objects`)
  }
  let columns: readonly string[] | undefined
  let values: (readonly Bound[])[] = []
  let count = 0
  for await (const row of rows) {
    count++
    if (typeof row !== 'object' || row === null)
      throw new TypeError(`Cannot ${action}: row ${count} is not an object`)
    columns ??= Object.keys(row).map((name) => checkName(name, 'column name', action))
    values.push(valuesOf(row, columns, count, action))
    if (values.length < rowsPerChunk) continue
    if (signal?.aborted === true) throw givenUp(signal, action, 'not-applied')
    if (deadline !== undefined && performance.now() > deadline) {
      throw new HoldfastError('timeout', `Cannot ${action}: the time allowed has passed`)
    }
    yield { columns, values }
    values = []
  }
  if (columns !== undefined && values.length > 0) yield { columns, values }
}

const valuesOf = (
  row: BulkRow,
  columns: readonly string[],
  count: number,
  action: string,
): readonly Bound[] => {
  if (columns.length === 0) throw new TypeError(`Cannot ${action}: the first row has no columns`)
  const values = columns.map((name) => {
    if (!Object.hasOwn(row, name))
      throw new TypeError(`Cannot ${action}: row ${count} has no column "${name}", which the first row has`)
    return checkBindable(row[name], `${action}: row ${count}, column "${name}"`)
  })
  if (Object.keys(row).length !== columns.length) {
    const extra = Object.keys(row).find((name) => !columns.includes(name))
    throw new TypeError(`Cannot ${action}: row ${count} has a column "${extra}", which the first row has not`)
  }
  return values
}
