import type { Driver, EngineFacts, MaybePromise, Tenancy, Wait } from '@holdfast/core'
import type { PostgresConnection } from './connection.ts'
import { failure } from './errors.ts'
import { readFacts, refuseDurability } from './facts.ts'
import type { Settings } from './options.ts'
import { noticesOf } from './engine/notices.ts'
import { openFailure } from './engine/open-failure.ts'
import { Pool } from './engine/pool.ts'
import { route } from './route.ts'
import { scratchOf } from './engine/scratch.ts'
import { sessionLock } from './engine/session-lock.ts'
import { setUp } from './engine/set-up.ts'
import { settleToken } from './engine/settle.ts'
import { within } from './engine/within.ts'

/** Long enough for an attempt to connect to fail by itself, which says more than that no connection became free. */
const soon = ({ connectTimeout }: Settings): Wait => ({
  deadline: performance.now() + connectTimeout * 2 + 1_000,
})

/** How long the server may take to say what became of a transaction. Milliseconds. */
const patience = 10_000

const read = async (pool: Pool, settings: Settings): Promise<EngineFacts> => {
  const connection = await pool.acquire(soon(settings))
  try {
    return await within(connection.wire, settings.connectTimeout, () => readFacts(connection, settings))
  } finally {
    connection.release()
  }
}

/** Opens the pool and reads back what the server promises. Nothing stays open when it throws. */
export const openDriver = async (settings: Settings): Promise<Driver> => {
  const pool = new Pool(settings, () => setUp(settings))
  let facts: EngineFacts
  try {
    facts = await read(pool, settings)
  } catch (error) {
    await pool.close()
    throw openFailure(error, settings)
  }
  if (settings.durability === 'full' && facts.durability !== 'full') {
    await pool.close()
    const canHelp =
      !settings.isPooled && settings.synchronousCommit === undefined && facts.details['fsync'] === true
    if (!canHelp) throw refuseDurability(facts)
    return openDriver({ ...settings, synchronousCommit: 'on' })
  }
  return driverOf(pool, settings, facts)
}

const workFor = (
  tenancy: Tenancy | undefined,
  acquired: MaybePromise<PostgresConnection>,
): MaybePromise<PostgresConnection> => {
  if (tenancy === undefined || tenancy.kind === 'none') return acquired
  const tell = (connection: PostgresConnection): PostgresConnection => {
    connection.owner = tenancy
    return connection
  }
  return acquired instanceof Promise ? acquired.then(tell) : tell(acquired)
}

const driverOf = (pool: Pool, settings: Settings, facts: EngineFacts): Driver => {
  // A pooler gives each transaction another session, which can neither listen nor hold a lock.
  const notices = settings.isPooled
    ? undefined
    : noticesOf(pool, settings.schema ?? '', async () => (await setUp(settings)).wire)
  return {
    facts,
    lanes: { writers: 'many', readers: 'own' },
    acquire: (_kind, wait, tenancy) => workFor(tenancy, pool.acquire(wait)),
    route,
    failure,
    async settle(token) {
      let connection: PostgresConnection
      try {
        connection = await pool.acquire(soon(settings))
      } catch {
        // No server answers, so nobody knows.
        return 'unknown'
      }
      try {
        return await within(connection.wire, patience, () => settleToken(connection, token))
      } catch {
        // The number is too old, or of the future: not this server's.
        return 'unknown'
      } finally {
        connection.release()
      }
    },
    // A pooler gives each transaction another session.
    ...(notices === undefined
      ? { sharesSessions: true }
      : { notices, sessionLock, scratch: scratchOf(pool, settings, openDriver) }),
    async close() {
      await notices?.close()
      await pool.close()
    },
  }
}
