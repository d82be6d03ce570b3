import { existsSync } from 'node:fs'

import { Client } from 'pg'
import { afterAll, describe, expect, test } from 'vitest'

import { startPostgres } from '../src/index.ts'

const server = await startPostgres()
afterAll(() => server.stop())

async function query(url: string, text: string): Promise<unknown[][]> {
  const client = new Client({ connectionString: url })
  // A killed server ends its connections; without a listener that would end the test too.
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<unknown[]>({ text, rowMode: 'array' })
    return rows
  } finally {
    await client.end()
  }
}

describe('startPostgres', () => {
  test('answers a query at its url', async () => {
    expect(await query(server.url, "select current_setting('server_version_num')::int / 10000")).toEqual([
      [18],
    ])
  })

  test('listens on 127.0.0.1 only, writes durably and does not run in UTC', async () => {
    const settings = ['listen_addresses', 'fsync', 'timezone', 'max_connections']
    const rows = await query(
      server.url,
      `select ${settings.map((name) => `current_setting('${name}')`).join(', ')}`,
    )
    expect(rows).toEqual([['127.0.0.1', 'on', 'Asia/Kathmandu', '100']])
  })

  test('sorts text by language, as most servers do', async () => {
    const rows = await query(
      server.url,
      "select w from (values ('b'), ('B'), ('a'), ('C')) words (w) order by w",
    )
    expect(rows.flat()).toEqual(['a', 'b', 'B', 'C'])
  })

  test('refuses a wrong password', async () => {
    const url = new URL(server.url)
    url.password = 'wrong'
    await expect(query(url.href, 'select 1')).rejects.toThrow(/password authentication failed/)
  })

  test('takes settings', async () => {
    await using small = await startPostgres({ settings: { max_connections: 7 } })
    expect(await query(small.url, 'show max_connections')).toEqual([['7']])
  })

  test('runs two servers at once, each with its own data', async () => {
    const [first, second] = await Promise.all([startPostgres(), startPostgres()])
    await using _first = first
    await using _second = second
    expect(first.port).not.toBe(second.port)
    await query(first.url, 'create table only_here ()')
    expect(await query(second.url, "select to_regclass('only_here')")).toEqual([[null]])
  })
})

describe('PostgresServer', () => {
  test('kill ends the server without a shutdown, and restart recovers what was committed', async () => {
    await query(server.url, 'create table survivors as select 1 as one')
    const { pid } = server
    await server.kill()
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    await expect(query(server.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/)

    await server.restart()
    expect(server.pid).not.toBe(pid)
    expect(await query(server.url, 'select * from survivors')).toEqual([[1]])
  })

  test('kill also ends the processes that serve clients', async () => {
    const busy = query(server.url, 'select pg_sleep(60)').catch((error: Error) => error)
    await expect
      .poll(() =>
        query(server.url, "select count(*)::int from pg_stat_activity where query like 'select pg_sleep%'"),
      )
      .toEqual([[1]])
    await server.kill()
    expect(await busy).toBeInstanceOf(Error)
    await server.restart()
  })

  test('restart shuts a running server down first and keeps its url', async () => {
    await query(server.url, 'create table kept ()')
    await server.restart()
    expect(await query(server.url, "select to_regclass('kept')::text")).toEqual([['kept']])
  })

  test('stop removes the folder', async () => {
    const other = await startPostgres()
    expect(existsSync(other.directory)).toBe(true)
    await other.stop()
    expect(existsSync(other.directory)).toBe(false)
  })
})
