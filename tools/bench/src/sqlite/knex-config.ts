import type { Database } from 'better-sqlite3'
import type { Knex } from 'knex'

import { durable } from './handle.ts'

export const knexConfig = (filename: string): Knex.Config => ({
  client: 'better-sqlite3',
  connection: { filename },
  useNullAsDefault: true,
  pool: {
    afterCreate: (handle: Database, done: (error: Error | null, handle: Database) => void) =>
      done(null, durable(handle)),
  },
})
