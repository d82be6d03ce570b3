import { numberOf } from '../../audit/position.ts'
import type { Call, Executor } from '../../database/executor.ts'
import type { KeySpace } from '../keyed/key-space.ts'
import { StoreText } from '../keyed/store-text.ts'
import { lastText } from './entry-text.ts'
import { tableName } from './table.ts'
import type { TrailRow } from './trail.ts'

const lanesKept = 1_000

/** The last number of each trail that is no chain, by database and lane. */
const counted = new WeakMap<object, Map<string, number>>()

/**
 * The next number of a trail where this process is the only one that writes: counted here, once the last one was looked up. Call it in a transaction, which has
 * the one writer's turn; what is rolled back leaves a gap. Undefined for a chain.
 */
export const nextNumber = async (
  inner: Executor,
  space: KeySpace,
  lane: string,
  trailRow: TrailRow,
  call: Call,
): Promise<number | undefined> => {
  let byLane = counted.get(inner.database)
  if (byLane === undefined) counted.set(inner.database, (byLane = new Map()))
  let last = byLane.get(lane)
  if (last === undefined) {
    const trail = await trailRow.read(call)
    if (trail?.isChain === true) return undefined
    const { rows } = await inner.query(lastText(new StoreText(inner, space, tableName)), 'read', call)
    const found = rows[0]?.[0]
    const position = typeof found === 'string' ? space.unbind(found) : trail?.pruned
    last = position == null ? 0 : numberOf(position)
  }
  // It can be looked up again.
  if (byLane.size >= lanesKept) byLane.delete(byLane.keys().next().value!)
  byLane.set(lane, last + 1)
  return last + 1
}

/** Has it looked up anew: the trail has become a chain. */
export const forgetNumber = (database: object, lane: string): void => {
  counted.get(database)?.delete(lane)
}
