import type { RecordsTable } from './records-table.ts'

/** Runs `body` so that all its reads see one moment: in the caller's transaction, or in one of its own. */
export const inSnapshot = <R>(table: RecordsTable, body: (inside: RecordsTable) => Promise<R>): Promise<R> =>
  table.executor.isTransaction
    ? body(table)
    : table.executor.transaction((inner) => body(table.inside(inner)), { readOnly: true })

/**
 * Runs `body` so that all its writes commit together: in the caller's transaction, or in one of its own. A load names its `timeout`, and is
 * not repeated: its source can be read once only.
 */
export const together = <R>(
  table: RecordsTable,
  signal: AbortSignal | undefined,
  body: (inside: RecordsTable) => Promise<R>,
  timeout?: number,
): Promise<R> =>
  table.executor.isTransaction
    ? body(table)
    : table.executor.transaction((inner) => body(table.inside(inner)), {
        isolation: 'read-committed',
        ...(signal === undefined ? {} : { signal }),
        ...(timeout === undefined ? {} : { timeout, retries: 0 }),
      })
