import {
  isDuplicate,
  type BulkRow,
  type Row,
  type Session,
  type SqlQuery,
  type Transaction,
} from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'
import type { Replacements } from './spoil.ts'

const needs = ['sql'] as const

/** `all` and `first` with every value changed. */
const reading = (session: Session, change: (value: unknown) => unknown): Replacements<Transaction> => {
  const changed = (row: unknown): unknown =>
    row === undefined
      ? undefined
      : Object.fromEntries(Object.entries(row as object).map(([name, value]) => [name, change(value)]))
  return {
    all: async (query: SqlQuery<unknown>, options?: object) =>
      (await session.all(query, options)).map(changed),
    first: async (query: SqlQuery<unknown>, options?: object) => changed(await session.first(query, options)),
  }
}

export const sqlSaboteurs: readonly Saboteur[] = [
  {
    title: 'whole numbers beyond 2^53 are rounded',
    caughtBy: 'sql.value.bigint',
    needs,
    make: () => ({
      session: (session) =>
        reading(session, (value) => (typeof value === 'bigint' ? BigInt(Number(value)) : value)),
    }),
  },
  {
    title: 'a timestamp loses its milliseconds',
    caughtBy: 'sql.value.timestamp',
    needs,
    make: () => ({
      session: (session) =>
        reading(session, (value) =>
          value instanceof Date ? new Date(Math.floor(value.getTime() / 1_000) * 1_000) : value,
        ),
    }),
  },
  {
    title: 'empty text becomes NULL',
    caughtBy: 'sql.value.text',
    needs,
    make: () => ({ session: (session) => reading(session, (value) => (value === '' ? null : value)) }),
  },
  {
    title: 'run() says that one row was affected, always',
    caughtBy: 'sql.run.affected',
    needs,
    make: () => ({
      session: (session) => ({ run: async (query: SqlQuery) => (await session.run(query), { affected: 1 }) }),
    }),
  },
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
  {
    title:
      'a transaction goes on after a statement that the engine refused, and commits the rest of it nowhere',
    caughtBy: 'sql.transaction.failed-statement',
    needs,
    make: () => ({
      session: (session, { isTransaction }) => ({
        ...(isTransaction && {
          run: (query: SqlQuery) =>
            session.run(query).catch((error: { code?: string }) => {
              if (error.code === 'aborted') return { affected: 0 }
              throw error
            }),
        }),
      }),
    }),
  },
  {
    title: 'columns of one name overwrite each other',
    caughtBy: 'sql.shape.duplicate-names',
    needs,
    make: () => ({
      session: (session) => ({
        all: (query: SqlQuery<never>, options?: object) =>
          session.all(query, options).catch((error: { code?: string }) => {
            if (error.code === 'invalid-value') return [{ a: 2 }] as never
            throw error
          }),
      }),
    }),
  },
  {
    title: 'a plain string is run as a statement',
    caughtBy: 'sql.plain-string',
    needs,
    make: () => ({
      session: (session) => ({
        all: (query: SqlQuery<Row> | string, options?: object) =>
          typeof query === 'string' ? Promise.resolve([]) : session.all(query, options),
      }),
    }),
  },
]
