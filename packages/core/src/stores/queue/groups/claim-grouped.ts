import type { Call } from '../../../database/executor.ts'
import type { Claim, Claimed, ClaimedRow, TurnPlace } from '../../../queue/queue-storage.ts'
import type { StoreAccess } from '../../keyed/store-access.ts'
import type { Shapes } from '../shapes.ts'
import { limitsOf } from '../../../queue/group-limits.ts'
import { claimFromGroups, type Round } from './claim-from-groups.ts'
import { makeRows } from './held-groups.ts'
import { waitingGroups } from './waiting-groups.ts'

/** Jobs of groups that were taken, and where that stopped. */
export interface Grouped extends Pick<Claimed, 'rows' | 'next'> {
  readonly turn: TurnPlace
}

/** So many groups are looked at together. */
const [leastTogether, mostTogether] = [8, 512]

/**
 * Takes up to `limit` jobs with a group, in turns, until there are no more that have room. Groups are found without a lock, some at a time; then they are held and
 * counted (see `claimFromGroups`). A group that another claim holds is left to it at first, and waited for when that is all that is left.
 */
export const claimGrouped = async (
  access: StoreAccess,
  shapes: Shapes,
  claim: Claim,
  limit: number,
  call: Call,
): Promise<Grouped> => {
  const { executor, space } = access
  const rows: ClaimedRow[] = []
  let turn: Grouped['turn'] = { after: claim.turn.after, left: claim.turn.left }
  let next: Claimed['next']
  const take = async (round: Omit<Round, 'limit' | 'turn'>): Promise<readonly string[]> => {
    const whole = { ...round, limit: limit - rows.length, turn }
    const taken = await executor.transaction(
      (inner) => claimFromGroups(inner, space, shapes, claim, whole, call),
      { isolation: 'read-committed', ...(call.signal === undefined ? {} : { signal: call.signal }) },
    )
    rows.push(...taken.rows)
    turn = taken.turn
    if (taken.next !== undefined) next = Math.min(next ?? taken.next, taken.next)
    return taken.skipped
  }
  for (;;) {
    const before = rows.length
    const seen = new Set<string>()
    let behind = turn.after
    let together = Math.max(leastTogether, limit - rows.length)
    let again = false
    for (;;) {
      const found = await waitingGroups(access, behind, together, call)
      const fresh = found.groups.filter(({ group }) => !seen.has(group))
      const roomy = fresh.filter(({ own, running, group }) => {
        const { concurrency } = limitsOf(group, own, claim.limits)
        return concurrency === null || running < concurrency
      })
      const groups = roomy.map(({ group }) => group)
      // Who has not had the whole of its turn goes on with it.
      if (seen.size === 0 && turn.left > 0) toFront(groups, turn.after)
      if (fresh.length === 0 && groups.length === 0) break
      for (const { group } of fresh) seen.add(group)
      again = found.areAll
      behind = fresh.at(-1)?.group ?? behind
      const rowless = roomy.filter(({ hasRow }) => !hasRow).map(({ group }) => group)
      await makeRows(executor, space, shapes, rowless, call)
      const skipped = groups.length === 0 ? [] : await take({ groups, again, waits: false })
      if (rows.length < limit && skipped.length > 0) {
        await makeRows(executor, space, shapes, skipped, call)
        await take({ groups: skipped, again, waits: true })
      }
      if (rows.length === limit || again) break
      together = Math.min(mostTogether, together * 4)
    }
    if (again || rows.length === limit || rows.length === before) return { rows, turn, next }
  }
}

const toFront = (groups: string[], group: string): void => {
  const at = groups.indexOf(group)
  if (at >= 0) groups.splice(at, 1)
  groups.unshift(group)
}
