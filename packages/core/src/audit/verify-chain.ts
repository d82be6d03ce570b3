import type { ChainLink, ChainReport } from '../contracts/audit.ts'
import type { StoreCall } from '../door/store-call.ts'
import { wrongKind, type AuditStorage, type Trail } from './audit-storage.ts'
import { ChainWalk } from './chain-walk.ts'
import { numberOf } from './position.ts'

/** Entries that are held at a time. */
const batch = 1_000

/**
 * Walks along the chain of a storage up to where it ends now, in memory that does not grow with it. Entries may be added and pruned meanwhile: what a batch lacks is judged
 * by what was known of the chain before it, and what it has by what is known behind it.
 */
export const verifyChain = async (
  storage: AuditStorage,
  expect: ChainLink | undefined,
  call: StoreCall,
): Promise<ChainReport> => {
  const goal = await storage.trail(call)
  if (goal?.isChain === false) throw wrongKind(call.action, true)
  const walk = new ChainWalk(storage, goal, expect)
  const known = goal?.number ?? 0
  let trail: Trail | undefined
  let isEnd = false
  while (!isEnd) {
    const { rows } = await storage.after(walk.position, batch, call)
    trail = await storage.trail(call)
    const [first] = rows
    if (trail !== undefined) walk.skip(trail, first === undefined ? known : numberOf(first.position) - 1)
    for (const row of rows) {
      walk.take(row)
      walk.compareWith(goal)
    }
    if (first === undefined) walk.end(known)
    // Whoever writes meanwhile is not run after.
    isEnd = first === undefined || (rows.length < batch && walk.number >= known)
  }
  walk.endWith(trail)
  return report(walk, trail)
}

const report = (
  { faults, faultCount, checked, expected }: ChainWalk,
  trail: Trail | undefined,
): ChainReport => ({
  isIntact: faultCount === 0 && (expected === undefined || expected === 'same'),
  checked,
  pruned: trail?.pruned == null ? 0 : numberOf(trail.pruned),
  head: headOf(trail),
  faults,
  faultCount,
  ...(expected === undefined ? {} : { expected }),
})

/** The last link that a trail knows. */
export const headOf = (trail: Trail | undefined): ChainLink | undefined =>
  trail === undefined || trail.hash === null ? undefined : { number: trail.number, hash: trail.hash }
