import type { Call, Executor } from '../../../database/executor.ts'
import { limitsOf } from '../../../queue/group-limits.ts'
import type { Limits } from '../../../queue/queue-storage.ts'
import type { KeySpace } from '../../keyed/key-space.ts'
import { StoreText } from '../../keyed/store-text.ts'
import { writeMany } from '../../keyed/write-many.ts'
import { text as textOf } from '../job-columns.ts'
import type { Shapes } from '../shapes.ts'
import { groupTable } from '../tables.ts'

/** A group that no other claim can take from until the transaction ends. */
export interface HeldGroup {
  readonly group: string
  readonly limits: Limits
  /** How far its rate is used up. */
  readonly begunUntil: number | null
}

/** Those of these groups that this transaction holds, in the order given, and the time of the statement. With `waits` it waits for what others hold. */
export const holdGroups = async (
  executor: Executor,
  space: KeySpace,
  groups: readonly string[],
  others: Limits,
  waits: boolean,
  call: Call,
): Promise<{ readonly now: number; readonly held: readonly HeldGroup[] }> => {
  const text = new StoreText(executor, space, groupTable)
  const where = text.isOneOf(groups.map((group) => space.bind(group)))
  const hasLocks = executor.dialect.locks === 'rows'
  const lock = hasLocks ? ` order by t.${space.key} for update${waits ? '' : ' skip locked'}` : ''
  const found = `select t.${space.key} as found_key, t.limits as own, t.begun_until as begun from ${text.table} t where ${where}${lock}`
  // The first row has the time, also where there is no group.
  const select = `with held as materialized (${found}) select '' as found_key, null as own, null as begun, ${text.now} as time union all select found_key, own, begun, null from held`
  const { rows } = await executor.query(text.finish('HOLD', select), hasLocks ? 'write' : 'read', call)
  const byGroup = new Map(rows.map((row) => [String(row[0]), row]))
  const now = Number(byGroup.get('')![3])
  const held = groups.flatMap((group): readonly HeldGroup[] => {
    const row = byGroup.get(space.bind(group))
    if (row === undefined && hasLocks) return []
    const begun = row?.[2] ?? null
    const limits = limitsOf(group, textOf(row?.[1]), others)
    return [{ group, limits, begunUntil: begun === null ? null : Number(begun) }]
  })
  return { now, held }
}

/** Makes the rows that are locked, where rows are. Before the transaction that locks them, so that nobody waits for that. */
export const makeRows = async (
  executor: Executor,
  space: KeySpace,
  shapes: Shapes,
  groups: readonly string[],
  call: Call,
): Promise<void> => {
  if (groups.length === 0 || executor.dialect.locks === 'none') return
  const rows = groups.map((group) => [space.bind(group)])
  await executor.transaction((inner) => writeMany(inner, shapes.makeGroup, rows, call), {
    isolation: 'read-committed',
  })
}
