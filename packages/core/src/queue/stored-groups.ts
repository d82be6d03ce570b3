import type { GroupLimits, GroupState } from '../contracts/queue.ts'
import type { StoreCall } from '../door/store-call.ts'
import { checkGroupLimits, givenLimits } from './group-limits.ts'
import { allGroups, groupOf, nameOf } from './group-of.ts'
import type { GroupRow, Limits, QueueStorage } from './queue-storage.ts'

export const setGroup = async (
  storage: QueueStorage,
  group: string,
  limits: GroupLimits | undefined,
  call: StoreCall,
): Promise<void> => {
  const key = groupOf('group', group, call.action)
  const own = limits === undefined ? null : JSON.stringify(checkGroupLimits(limits, call.action))
  await storage.setGroup(key, own, call)
}

/** Groups behind the one of this name, by their order. */
export const listGroups = async (
  storage: QueueStorage,
  after: string | undefined,
  limit: number,
  call: StoreCall,
): Promise<readonly GroupState[]> => {
  const low = after === undefined ? allGroups.low : groupOf('group', after, call.action)
  const rows = await storage.groups(low, limit, call)
  return rows.map(stateOf)
}

const stateOf = ({ group, available, running, limits }: GroupRow): GroupState => {
  const state = { group: nameOf(group), available, running }
  return limits === null ? state : { ...state, limits: givenLimits(JSON.parse(limits) as Limits) }
}
