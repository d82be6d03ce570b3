import type { Call } from '../../database/executor.ts'
import type { Claim, Claimed } from '../../queue/queue-storage.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { claimPlain, type Taken } from './claim.ts'
import { claimGrouped } from './groups/claim-grouped.ts'
import type { Shapes } from './shapes.ts'

/**
 * Takes jobs without a group and jobs with one, those first whose turn it is. Where no job has a group this is one statement, which also tells that.
 */
export const claimJobs = async (
  access: StoreAccess,
  shapes: Shapes,
  claim: Claim,
  call: Call,
): Promise<Claimed> => {
  const plain = (limit: number): Promise<Taken> => claimPlain(access, { ...claim, limit }, call)
  const grouped = (limit: number): Promise<Claimed> => claimGrouped(access, shapes, claim, limit, call)
  if (claim.turn.isFirst) {
    // What is due is made ready before groups are looked at.
    const { doGroupsWait } = await plain(0)
    if (doGroupsWait) {
      const first = await grouped(claim.limit)
      const left = claim.limit - first.rows.length
      return left === 0 ? first : { ...first, rows: [...first.rows, ...(await plain(left)).rows] }
    }
  }
  const { rows, doGroupsWait } = await plain(claim.limit)
  if (!doGroupsWait) return { rows, turn: undefined, next: undefined }
  const left = claim.limit - rows.length
  // They are next.
  if (left === 0) return { rows, turn: claim.turn, next: undefined }
  const rest = await grouped(left)
  return { ...rest, rows: [...rows, ...rest.rows] }
}
