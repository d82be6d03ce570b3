import { randomUUID } from 'node:crypto'
import type { Connection, Driver, EngineFacts, Wait } from '@holdfast/core'
import { connect } from './connect.ts'
import type { Prepared } from './connection.ts'
import { failure, openError } from './errors.ts'
import { readFacts, refuseDurability } from './facts.ts'
import type { Settings } from './options.ts'
import { Pool } from './pool.ts'
import { route } from './route.ts'
import { incarnationQuestion, settleToken, tokenAnywhere, tokenOn } from './settle.ts'
import { simple } from './speech.ts'
import type { Answer } from './task.ts'
import type { Wire } from './wire.ts'

const soon = (settings: Settings): Wait => ({ deadline: performance.now() + settings.connectTimeout })

const askOn = (wire: Wire, text: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    wire.send(simple(text), (task) => {
      const outcome = task.outcome()
      if (outcome.ok) resolve(outcome.value)
      else reject(outcome.error)
    })
  })

/** A server that cannot tell is one that nobody can compare with. */
const serverOf = async (wire: Wire): Promise<string> => {
  try {
    const { rows } = await askOn(wire, incarnationQuestion)
    return String(rows[0]?.[0])
  } catch (error) {
    if (wire.isDead) throw error
    return randomUUID()
  }
}

const setUp = async (settings: Settings): Promise<Prepared> => {
  const wire = await connect(settings)
  if (settings.isPooled) return { wire, token: tokenAnywhere }
  try {
    const server = await serverOf(wire)
    await settings.onConnect?.(async (text) => {
      await askOn(wire, text)
    })
    return { wire, token: tokenOn(server) }
  } catch (error) {
    wire.destroy()
    throw error
  }
}

const read = async (pool: Pool, settings: Settings): Promise<EngineFacts> => {
  const connection = await pool.acquire(soon(settings))
  try {
    return await readFacts(connection, settings)
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
    throw openError(error)
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

const driverOf = (pool: Pool, settings: Settings, facts: EngineFacts): Driver => ({
  facts,
  lanes: { writers: 'many', readers: 'own' },
  acquire: (_kind, wait) => pool.acquire(wait),
  route,
  failure,
  async settle(token) {
    let connection: Connection
    try {
      connection = await pool.acquire(soon(settings))
    } catch {
      // No server answers, so nobody knows.
      return 'unknown'
    }
    try {
      return await settleToken(connection, token)
    } catch {
      // The number is too old, or of the future: not this server's.
      return 'unknown'
    } finally {
      await connection.release()
    }
  },
  close: () => pool.close(),
})
