import type { BulkRow } from '../contracts/sql.ts'
import { longestTimer } from '../door/duration.ts'
import { HoldfastError } from '../errors.ts'
import { givenUp } from './failure.ts'
import type { Bounds } from './interruptible.ts'
import { RootExecutor } from './root-executor.ts'
import { RowCollector, type Chunk } from './row-collector.ts'
import type { Bound } from './statement.ts'
import type { TransactionExecutor } from './transaction-executor.ts'

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
  // A load has no limit of its own.
  const timeout = deadline === undefined ? longestTimer : Math.max(1, Math.ceil(deadline - performance.now()))
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
  const chunks = async function* (): AsyncGenerator<readonly (readonly Bound[])[]> {
    yield values
    for await (const chunk of source) yield chunk.values
  }
  return executor.bulk(table, columns, chunks(), { action })
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
  const refuse = (): void => {
    if (signal?.aborted === true) throw givenUp(signal, action, 'not-applied')
    if (deadline !== undefined && performance.now() > deadline) {
      throw new HoldfastError('timeout', `Cannot ${action}: the time allowed has passed`)
    }
  }
  const collector = new RowCollector(action)
  if (Symbol.asyncIterator in rows) {
    for await (const row of rows) {
      if (!collector.add(row)) continue
      refuse()
      yield collector.take()
    }
  } else {
    // Awaiting each row of an array would make promises, which cost more than the row.
    for (const row of rows) {
      if (!collector.add(row)) continue
      refuse()
      yield collector.take()
    }
  }
  if (!collector.isEmpty) yield collector.take()
}
