import type { Row, SqlQuery } from '@holdfast/core'
import type { Saboteur } from './saboteur.ts'
import { needs } from './needs-sql.ts'

export const sqlStatementSaboteurs: readonly Saboteur[] = [
  {
    title: 'run() says that one row was affected, always',
    caughtBy: 'sql.run.affected',
    needs,
    make: () => ({
      session: (session) => ({ run: async (query: SqlQuery) => (await session.run(query), { affected: 1 }) }),
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
