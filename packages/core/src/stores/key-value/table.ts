import type { Dialect } from '../../database/dialect.ts'
import type { Migration } from '../../migration/migration.ts'

export const tableName = 'holdfast_key_value'

/** The columns of an entry beside its key. `num` repeats a whole number, so that the engine can add to it. */
const valueColumns = [
  { name: 'value', type: 'text' },
  { name: 'num', type: 'bigint', nullable: true },
  { name: 'version', type: 'text' },
  { name: 'created_at', type: 'bigint' },
  { name: 'updated_at', type: 'bigint' },
  { name: 'expires_at', type: 'bigint', nullable: true },
] as const

export const keyValueMigrations = ({ keyColumns }: Pick<Dialect, 'keyColumns'>): readonly Migration[] => {
  const keys = keyColumns === 'folded' ? ['id'] : ['ns', 'name', 'key']
  const columns = [...keys.map((name) => ({ name, type: 'text' as const })), ...valueColumns]
  const indexes =
    keyColumns === 'folded'
      ? []
      : [{ name: 'holdfast_key_value_expiry', columns: ['ns', 'name', 'expires_at'], notNull: 'expires_at' }]
  return [
    {
      line: 'key-value',
      version: 1,
      name: 'key-value',
      tables: [{ name: tableName, columns, primaryKey: keys, indexes }],
    },
  ]
}
