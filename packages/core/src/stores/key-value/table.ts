import type { Dialect } from '../../database/dialect.ts'
import { line, type Line } from '../../migration/own/line.ts'
import { ownTable } from '../../migration/own/own-step.ts'

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

export const keyValueLine = ({ keyColumns }: Pick<Dialect, 'keyColumns'>): Line => {
  const keys = keyColumns === 'folded' ? ['id'] : ['ns', 'name', 'key']
  const columns = [...keys.map((name) => ({ name, type: 'text' as const })), ...valueColumns]
  const indexes =
    keyColumns === 'folded'
      ? []
      : [{ name: 'holdfast_key_value_expiry', columns: ['ns', 'name', 'expires_at'], notNull: 'expires_at' }]
  return line('key-value', [
    {
      version: 1,
      name: 'key-value',
      up: [ownTable({ name: tableName, columns, primaryKey: keys, indexes })],
    },
  ])
}
