import { Client } from 'pg'
import { afterAll, describe, expect, test } from 'vitest'

import { findPgBouncer } from '../src/find-pgbouncer.ts'
import { startPgBouncer, startPostgres } from '../src/index.ts'

const server = await startPostgres()
afterAll(() => server.stop())

describe('startPgBouncer', () => {
  test('answers a query in transaction mode, on a server connection that several clients share', async () => {
    const settings = { default_pool_size: 1 }
    await using pooler = await startPgBouncer({ target: server.url, poolMode: 'transaction', settings })
    const clients = [1, 2, 3].map(() => new Client({ connectionString: pooler.url }))
    const pids = await Promise.all(
      clients.map(async (client) => {
        await client.connect()
        return (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]?.pid
      }),
    )
    await Promise.all(clients.map((client) => client.end()))
    expect(new Set(pids).size).toBe(1)
  })

  test('frees its port when it stops', async () => {
    const pooler = await startPgBouncer({ target: server.url, poolMode: 'session' })
    await pooler.stop()
    await expect(new Client({ connectionString: pooler.url }).connect()).rejects.toThrow(/ECONNREFUSED/)
  })
})

describe('findPgBouncer', () => {
  test('names the package to install when the program is missing', async () => {
    await expect(findPgBouncer(['/nowhere'])).rejects.toThrow(/apt-get install pgbouncer/)
  })
})
