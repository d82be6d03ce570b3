import { statement, type Driver, type Result } from '@holdfast/core'
import { needs } from './needs-sql.ts'
import { running, withConnections } from './driver-connections.ts'
import type { Saboteur } from './saboteur.ts'

const ofStores = ['sql', 'persistent'] as const

/** A driver that tells something else of the history of the stores' tables. */
const readingJournal = (read: (rows: Result['rows']) => Result['rows']): ((driver: Driver) => Driver) =>
  withConnections((connection) =>
    running(async (one) => {
      const answer = await connection.execute(one)
      return /^select .*holdfast_migrations/s.test(one.text) ? { ...answer, rows: read(answer.rows) } : answer
    }),
  )

export const migrationSaboteurs: readonly Saboteur[] = [
  {
    title: 'a text that rebuilds a table is held to the number of its rows alone',
    caughtBy: 'migrations.guard.rebuilt',
    needs,
    make: () => ({
      dialect: (dialect) => ({
        ...dialect,
        proof: { ...dialect.proof, measure: (table) => dialect.proof.measure(table, []) },
      }),
    }),
  },
  {
    title: 'a run does not find the steps that an earlier one has done',
    caughtBy: 'migrations.resume.goes-on',
    needs,
    make: () => ({
      driver: withConnections((connection) =>
        running(async (one) => {
          const answer = await connection.execute(one)
          return /^select .*_steps"/s.test(one.text) ? { ...answer, rows: [] } : answer
        }),
      ),
    }),
  },
  {
    title: 'a COMMIT of a migration answers and has rolled back',
    caughtBy: 'migrations.failure.assertions',
    needs,
    make: () => ({
      driver: withConnections((connection) => {
        let isOfMigration = false
        return running((one) => {
          if (one.text !== 'COMMIT') {
            isOfMigration ||= one.values.includes('applied')
            return connection.execute(one)
          }
          const lies = isOfMigration
          isOfMigration = false
          return connection.execute(lies ? statement('ROLLBACK') : one)
        })
      }),
    }),
  },
  {
    title: 'a start sees only the first migration of the key-value store',
    caughtBy: 'schema.lines.ahead',
    needs: ofStores,
    make: () => ({
      driver: readingJournal((rows) =>
        rows.filter(([line, version]) => line !== 'key-value' || Number(version) === 1),
      ),
    }),
  },
  {
    title: 'a start does not see which text a migration of a store had',
    caughtBy: 'schema.lines.edited',
    needs: ofStores,
    make: () => ({
      driver: readingJournal((rows) =>
        rows.map(([line, version, name, at]) => [line!, version!, name!, at!]),
      ),
    }),
  },
]
