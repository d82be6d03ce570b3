import type { Session, SqlQuery, Transaction } from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'
import type { Replacements } from './spoil.ts'
import { needs } from './needs-sql.ts'

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

export const sqlValueSaboteurs: readonly Saboteur[] = [
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
]
