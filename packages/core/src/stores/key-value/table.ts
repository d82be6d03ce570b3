import type { Dialect } from '../../database/dialect.ts'
import type { Migration } from '../../migration/migration.ts'
import { keyedDefinition } from '../keyed/keyed-definition.ts'

export const tableName = 'holdfast_key_value'

/** `num` repeats a whole number, so that the engine can add to it. */
const columns = [
  { name: 'value', type: 'text' },
  { name: 'num', type: 'bigint', nullable: true },
  { name: 'version', type: 'text' },
  { name: 'created_at', type: 'bigint' },
  { name: 'updated_at', type: 'bigint' },
  { name: 'expires_at', type: 'bigint', nullable: true },
] as const

const expiry = { name: 'holdfast_key_value_expiry', columns: ['expires_at'], notNull: 'expires_at' }

export const keyValueMigrations = (dialect: Pick<Dialect, 'keyColumns'>): readonly Migration[] => [
  {
    line: 'key-value',
    version: 1,
    name: 'key-value',
    tables: [keyedDefinition(dialect, tableName, columns, [expiry])],
  },
]
