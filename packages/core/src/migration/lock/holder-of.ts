import type { Ledger } from '../ledger/ledger.ts'
import type { Workshop } from '../workshop.ts'
import { lockName } from './session-lock.ts'

/** Who migrates at this moment, as the server knows it or as the lease says; undefined when nobody does. */
export const holderOf = async (workshop: Workshop, ledger: Ledger): Promise<string | undefined> => {
  const { sessionLock } = workshop.engine.driver
  if (sessionLock === undefined) return ledger.holder(workshop.session)
  const toSend = sessionLock.holder(lockName(ledger))
  const { rows } = await workshop.parts.root.query(toSend, 'read', { action: 'ask who migrates' })
  return rows[0]?.[0] as string | undefined
}
