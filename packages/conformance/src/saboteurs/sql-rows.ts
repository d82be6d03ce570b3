import { isDuplicate, type BulkRow, type SqlQuery } from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'
import { needs } from './needs-sql.ts'

export const sqlRowSaboteurs: readonly Saboteur[] = [
  {
    title: 'stream() reads everything first',
    caughtBy: 'sql.stream.flat',
    needs,
    make: () => ({
      session: (session) => ({
        stream: async function* <R>(query: SqlQuery<R>, options: { signal?: AbortSignal } = {}) {
          yield* await session.all(query, options.signal === undefined ? {} : { signal: options.signal })
        },
      }),
    }),
  },
  {
    title: 'stream() does not look at its signal',
    caughtBy: 'sql.stream.abort',
    needs,
    make: () => ({
      session: (session) => ({
        stream: <R>(query: SqlQuery<R>, { chunk }: { chunk?: number } = {}) =>
          session.stream(query, chunk === undefined ? {} : { chunk }),
      }),
    }),
  },
  {
    title: 'bulkInsert() inserts row by row and leaves out what is refused',
    caughtBy: 'sql.bulk.all-or-none',
    needs,
    make: () => ({
      session: (session) => ({
        bulkInsert: async (table: string, rows: Iterable<BulkRow> | AsyncIterable<BulkRow>) => {
          let count = 0
          const all: BulkRow[] = []
          for await (const row of rows) all.push(row)
          for (const row of all.slice(4_400)) {
            await session.bulkInsert(table, [row]).then(
              () => (count += 1),
              (error: unknown) => {
                if (!isDuplicate(error)) throw error
              },
            )
          }
          return count
        },
      }),
    }),
  },
]
