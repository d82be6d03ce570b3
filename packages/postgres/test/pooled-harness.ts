import type { Harness, Place } from '@holdfast/conformance'
import { postgresUrl, startPgBouncer, type PgBouncer } from '@holdfast/postgres-server'
import { postgres } from '../src/index.ts'
import { harness } from './harness.ts'
import { place } from './places.ts'

let bouncer: Promise<PgBouncer> | undefined

/**
 * A database behind PgBouncer in transaction mode. It has more server connections than our pool: with fewer, the wait for
 * one is PgBouncer's, which our `acquireTimeout` does not bound.
 */
const pooled = async (): Promise<Place> => {
  bouncer ??= postgresUrl().then((target) =>
    startPgBouncer({ target, poolMode: 'transaction', settings: { default_pool_size: 20 } }),
  )
  const database = await place()
  const url = new URL(database.address)
  url.port = String((await bouncer).port)
  url.searchParams.set('pooler', 'transaction')
  return { ...database, address: url.href, backend: () => postgres(url.href) }
}

export const pooledHarness: Harness = { ...harness, shared: pooled, fresh: pooled }
