import type { Dialect } from '../../database/dialect.ts'
import type { Migration } from '../../migration/migration.ts'
import { keyedDefinition } from '../keyed/keyed-definition.ts'
import { leaseColumns } from '../leases/lease-columns.ts'

export const tableName = 'holdfast_locks'

/** A row stays when its lock was released, for its fence. */
export const lockMigrations = (dialect: Pick<Dialect, 'keyColumns'>): readonly Migration[] => [
  {
    line: 'locks',
    version: 1,
    name: 'locks',
    tables: [keyedDefinition(dialect, tableName, [...leaseColumns, { name: 'owner', type: 'text' }])],
  },
]
