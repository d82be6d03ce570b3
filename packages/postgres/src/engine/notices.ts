import { createHash, randomUUID } from 'node:crypto'
import { statement, type Notices } from '@holdfast/core'
import { Listener } from './listener.ts'
import type { Wire } from './wire.ts'
import type { Pool } from './pool.ts'

/**
 * Tells only those who are there: a listener holds a shared advisory lock of its session on the channel, so that the exclusive one is free exactly when
 * nobody listens. It falls with the session, however that ends. A NOTIFY takes a lock of the whole server at its commit, so none is sent in vain.
 */
const tellText =
  `select count(pg_notify(channel, $3)) from unnest($1::text[], $2::bigint[]) as told(channel, key) ` +
  `where not pg_try_advisory_xact_lock(key)`

/** How long a process that told waits for others to be told with them. Milliseconds. */
const gathering = 2

/** How long a connection to tell by is waited for. Milliseconds. */
const patience = 5_000

/** What a name is called on the server, in one schema: the channel of NOTIFY, and the key of its lock. */
const nameOn = (schema: string, channel: string): { readonly channel: string; readonly key: bigint } => {
  const digest = createHash('sha256')
    .update(JSON.stringify([schema, channel]))
    .digest()
  return { channel: `holdfast_${digest.toString('hex', 0, 20)}`, key: digest.readBigInt64BE(20) }
}

export interface ListeningNotices extends Notices {
  close(): Promise<void>
}

/** By LISTEN on a connection of its own, made when somebody listens first, and NOTIFY. */
export const noticesOf = (pool: Pool, schema: string, connect: () => Promise<Wire>): ListeningNotices => {
  // Its own words are not news to it.
  const self = randomUUID()
  const listener = new Listener(connect, self)
  const due = new Set<string>()
  let isOut = false
  const flush = async (): Promise<void> => {
    isOut = true
    try {
      const names = [...due].map((channel) => nameOn(schema, channel))
      due.clear()
      const connection = await pool.acquire({ deadline: performance.now() + patience })
      try {
        const told = statement(tellText, [
          names.map(({ channel }) => channel),
          names.map(({ key }) => key),
          self,
        ])
        await connection.execute({ ...told, cache: true })
      } finally {
        connection.release()
      }
    } catch {
      // It was a hint: whoever was not told looks by itself.
    } finally {
      isOut = false
      if (due.size > 0) later()
    }
  }
  const later = (): void => {
    setTimeout(() => void flush(), gathering).unref()
    isOut = true
  }
  return {
    listen: (channel, heard) => listener.add(nameOn(schema, channel), heard),
    tell: (channel) => {
      due.add(channel)
      if (!isOut) later()
    },
    close: () => listener.close(),
  }
}
