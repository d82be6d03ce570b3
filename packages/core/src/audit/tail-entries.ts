import type { AuditEntry } from '../contracts/audit.ts'
import { nextChange, type ChangeSignal } from '../door/change-signal.ts'
import { hasCode, HoldfastError } from '../errors.ts'
import type { AuditStorage, Look } from './audit-storage.ts'
import { entryOf } from './entry-of.ts'

/** How many entries the first look asks for: few, so that the next entry comes soon. Each look that finds as many asks for twice as many. */
const firstLook = 32
const mostAtOnce = 256
/** The first pause when entries are there that others may still come before. Milliseconds; it doubles. */
const firstPatience = 5

export interface Tailing {
  readonly action: string
  readonly after: string | undefined
  readonly interval: number
  readonly signal: AbortSignal
}

/** Entries in their order, as far as nothing can come before them any more, then those that come. */
export async function* tailEntries(
  storage: AuditStorage,
  { action, after, interval, signal }: Tailing,
): AsyncGenerator<AuditEntry, void, undefined> {
  const pause = (timeout: number): ChangeSignal =>
    nextChange((wake) => storage.onChange(wake), timeout, signal)
  let position = after
  let hasLooked = false
  let patience = firstPatience
  let limit = firstLook
  while (!signal.aborted) {
    // Listening begins before the look, so that a change in between is not missed.
    const change = pause(interval)
    let look: Look
    try {
      look = await storage.after(position, limit, { action, signal: undefined })
      hasLooked = true
      refuseGap(look, position, action)
      if (look.settled === 0) {
        const isUnsettled = look.rows.length > 0
        await (isUnsettled ? soonest(change, pause(Math.min(patience, interval))) : change.felt)
        patience = isUnsettled ? patience * 2 : firstPatience
        continue
      }
    } catch (error) {
      // The end of the database ends a tail; it cannot begin one.
      if (hasLooked && hasCode(error, 'closed')) return
      throw error
    } finally {
      change.cancel()
    }
    patience = firstPatience
    limit = look.rows.length < limit ? firstLook : Math.min(limit * 2, mostAtOnce)
    for (const row of look.rows.slice(0, look.settled)) {
      if (signal.aborted) return
      yield entryOf(row)
      position = row.position
    }
  }
}

const soonest = async (change: ChangeSignal, soon: ChangeSignal): Promise<void> => {
  try {
    await Promise.race([change.felt, soon.felt])
  } finally {
    soon.cancel()
  }
}

const refuseGap = ({ pruned }: Look, position: string | undefined, action: string): void => {
  if (position === undefined || pruned === null || pruned <= position) return
  throw new HoldfastError(
    'not-found',
    `Cannot ${action}: entries behind the last one that was seen have been pruned; begin anew without after`,
  )
}
