import type { Ledger } from '../ledger/ledger.ts'
import type { Workshop } from '../workshop.ts'
import { lockName } from './session-lock.ts'
import { timeOf } from './time-of.ts'

/** Who migrates at this moment, as the server knows it or as the lease says; undefined when nobody does. */
export const holderOf = async (workshop: Workshop, ledger: Ledger): Promise<string | undefined> => {
  const { session, parts, engine } = workshop
  const { sessionLock } = engine.driver
  if (sessionLock === undefined)
    return ledger.holder(session, await timeOf(session, parts.root), engine.capabilities.multiProcess)
  const toSend = sessionLock.holder(lockName(ledger))
  const { rows } = await parts.root.query(toSend, 'read', { action: 'ask who migrates' })
  return rows[0]?.[0] as string | undefined
}
