import type { SessionLock } from '../../database/driver.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { UnitLimits, Workshop } from '../workshop.ts'
import { toTheEnd } from '../run/to-the-end.ts'
import type { TryLock } from './migration-lock.ts'

export const lockName = ({ tables, line }: Pick<Ledger, 'tables' | 'line'>): string =>
  `${tables.migrations.version.table}/${line}`

/** A lock of the held connection: when its process is killed, the server frees it at once. Nobody can take it over, so there is nothing to confirm. */
export const sessionLock =
  (workshop: Workshop, lock: SessionLock, name: string, limits: UnitLimits): TryLock =>
  async () => {
    const { rows } = await workshop.alone(lock.take(name), limits, 'lock the migrations')
    if (rows[0]?.[0] !== true) {
      const holders = await workshop.alone(lock.holder(name), limits, 'ask who migrates')
      // Nobody: it was freed in between, and the next try takes it.
      return { holder: String(holders.rows[0]?.[0] ?? 'another host') }
    }
    return {
      confirm: async () => undefined,
      free: async () => {
        // A run that was given up frees its lock all the same.
        await workshop.alone(lock.free(name), toTheEnd(limits), 'unlock the migrations')
      },
    }
  }
