import type { Version } from '../../contracts/key-value.ts'
import type { Executor } from '../../database/executor.ts'
import { statement, type Statement } from '../../database/statement.ts'
import { decodeJson } from '../../door/json.ts'
import type { KeySpace } from '../keyed/key-space.ts'
import { versionStamp } from '../keyed/version-stamp.ts'
import type { LockedKeys } from './atomic.ts'
import type { Operations } from './operations.ts'
import type { Ranges } from './ranges.ts'
import { tableName } from './table.ts'

/**
 * Locks keys until the end of the transaction and reads their versions. A missing entry cannot be locked, so an expired row
 * is put in its place: whoever wants to create the entry waits for it, and nobody can see it. With one writer the
 * transaction itself is the lock.
 */
export const lockKeys = async (
  executor: Executor,
  space: KeySpace,
  ranges: Ranges,
  operations: Operations,
  keys: readonly string[],
  action: string,
): Promise<LockedKeys> => {
  const bound = keys.map((key) => space.bind(key))
  const call = { action }
  const hasRowLocks = executor.dialect.locks === 'rows' && bound.length > 0
  const placed = hasRowLocks
    ? (await executor.query(placeholders(executor, space, bound), 'write', call)).rows.map(
        ([key]) => key as string,
      )
    : []
  if (hasRowLocks) await executor.query(lockRows(executor, space, bound), 'write', call)
  const rows = bound.length === 0 ? [] : await ranges.rows(ranges.entries(bound), action)
  const live = rows.filter((row) => operations.isLive(row))
  const byKey = live.map((row) => [space.unbind(row[0] as string), row] as const)
  const versions = new Map(byKey.map(([key, row]): [string, Version] => [key, row[3] as string]))
  const values = new Map(byKey.map(([key, row]) => [key, decodeJson(row[1] as string)]))
  return {
    values,
    versions,
    release: async (except) => {
      const toRemove = placed.filter((key) => !except.has(space.unbind(key)))
      if (toRemove.length > 0) await executor.query(removeRows(executor, space, toRemove), 'write', call)
    },
  }
}

const placeholders = (executor: Executor, space: KeySpace, keys: readonly string[]): Statement => {
  const { dialect } = executor
  const at = (position: number): string => dialect.placeholder(position)
  const fixed = space.constants.length
  const prefix = space.constants.map((_, index) => `cast(${at(index + 1)} as text), `).join('')
  const source = dialect.source([{ name: 'new_key', type: 'text' }], fixed + 2)
  const text =
    `insert into ${dialect.table(tableName)} (${space.columns.join(', ')}, value, version, created_at, updated_at, expires_at) ` +
    `select ${prefix}u.new_key, 'null', cast(${at(fixed + 1)} as text), 0, 0, 0 from ${source} as u where true ` +
    `on conflict (${space.columns.join(', ')}) do nothing returning ${space.key}`
  return {
    text,
    values: [...space.constants, versionStamp(executor), keys],
    cache: true,
    summary: `LOCK ${tableName}`,
  }
}

const lockRows = (executor: Executor, space: KeySpace, keys: readonly string[]): Statement =>
  keyed(
    executor,
    space,
    keys,
    (table, condition) => `select 1 from ${table} t where ${condition} order by t.${space.key} for update`,
  )

const removeRows = (executor: Executor, space: KeySpace, keys: readonly string[]): Statement =>
  keyed(executor, space, keys, (table, condition) => `delete from ${table} as t where ${condition}`)

const keyed = (
  { dialect }: Executor,
  space: KeySpace,
  keys: readonly string[],
  text: (table: string, condition: string) => string,
): Statement => {
  const at = (position: number): string => dialect.placeholder(position)
  const condition = space.belongs(at, 't') + dialect.anyOf(`t.${space.key}`, at(space.constants.length + 1))
  return {
    ...statement(text(dialect.table(tableName), condition), [...space.constants, keys]),
    cache: true,
    summary: `LOCK ${tableName}`,
  }
}
