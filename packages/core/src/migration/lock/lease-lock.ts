import type { Session } from '../../contracts/session.ts'
import { hasCode, isDuplicate } from '../../errors.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { UnitLimits, Workshop } from '../workshop.ts'
import { holderSince, isGone } from './holder.ts'
import { timeOf } from './time-of.ts'
import type { HeldLock, TryLock } from './migration-lock.ts'
import { takenOver } from './taken-over.ts'

/** How long a silent holder keeps the lock, and how often it says that it is there. Milliseconds. */
const lease = 30_000
const heartbeat = 10_000

/** How long one try waits for others that write, in milliseconds. */
const longestTry = 2_000

/**
 * A row with a holder and an end, where sessions hold no locks. Every transaction of the run writes it first, under the run's own token: whoever was
 * taken over is refused there, before it has done anything.
 */
export const leaseLock =
  (workshop: Workshop, ledger: Ledger, limits: UnitLimits): TryLock =>
  async () => {
    const { root } = workshop.parts
    const token = Buffer.from(root.random(16)).toString('hex')
    const { line, tables } = ledger
    const { multiProcess } = root.engine.capabilities
    const isHeld = (row: { holder: string; expiresAt: number }, now: number): boolean =>
      row.expiresAt > now && !isGone(row.holder, multiProcess)
    // Read first: where there is one writer, who wants to write waits for the end of the holder's transaction.
    const seen = await workshop.session.records(tables.locks).get(line)
    if (seen !== undefined && isHeld(seen, await timeOf(workshop.session, root)))
      return { holder: seen.holder }
    const patient = { ...limits, acquireTimeout: Math.min(limits.acquireTimeout, longestTry) }
    const taken = await workshop
      .transaction(async ({ tx }) => {
        const locks = tx.records(tables.locks)
        const now = await timeOf(tx, root)
        const row = { line, token, holder: holderSince(now), expiresAt: now + lease }
        const found = await locks.get(line, { forUpdate: true })
        if (found === undefined) await locks.insert(row)
        else if (isHeld(found, now)) return found.holder
        else await locks.update(line, { token, holder: row.holder, expiresAt: row.expiresAt })
        return undefined
      }, patient)
      .catch((error: unknown) => {
        // Another host was the first to make the row, or is writing: its lease has ended within a transaction that has not.
        if (isDuplicate(error) || hasCode(error, 'busy')) return seen?.holder ?? 'another host'
        throw error
      })
    if (taken !== undefined) return { holder: taken }
    const extend = async (session: Session): Promise<boolean> =>
      (await session
        .records(tables.locks)
        .updateWhere({ line, token }, { expiresAt: (await timeOf(session, root)) + lease })) === 1
    return keep(workshop, extend, async (session) => {
      await session.records(tables.locks).deleteWhere({ line, token })
    })
  }

/** Says that it is there, now and then, until it is freed. */
const keep = (
  { session }: Workshop,
  extend: (session: Session) => Promise<boolean>,
  remove: (session: Session) => Promise<void>,
): HeldLock => {
  let isLost = false
  let beating: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    beating = extend(session).then(
      (kept) => void (isLost ||= !kept),
      // The next beat, or the next transaction, will tell; until then the lease has not ended.
      () => undefined,
    )
  }, heartbeat)
  timer.unref()
  return {
    confirm: async ({ tx }) => {
      if (isLost || !(await extend(tx))) throw takenOver()
    },
    free: async () => {
      clearInterval(timer)
      await beating
      await remove(session)
    },
  }
}
