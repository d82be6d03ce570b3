import { defineTable, hasCode, sql, text, type Database, type Session } from '@holdfast/core'
import { startPgBouncer } from '@holdfast/postgres-server'
import { expect, onTestFinished, test } from 'vitest'
import { guardedIncidents, incidents } from './incidents.ts'
import { plainDatabase } from './plain-role.ts'
import { openProxy } from './proxy.ts'
import type { PostgresOptions } from '../src/index.ts'

const pooled = async (): Promise<PostgresOptions> => {
  const bouncer = await startPgBouncer({
    target: await plainDatabase(),
    poolMode: 'transaction',
    settings: { default_pool_size: 2 },
  })
  onTestFinished(() => bouncer.stop())
  return { url: bouncer.url, pooler: 'transaction', max: 2 }
}

/** How sessions reach the server: each with few connections, which change hands all the time. */
const ways: readonly (readonly [string, () => PostgresOptions | Promise<PostgresOptions>])[] = [
  ['a pool of two', () => ({ max: 2 })],
  ['a pool of one', () => ({ max: 1 })],
  ['PgBouncer', pooled],
  ['PgBouncer with a statement timeout', async () => ({ ...(await pooled()), statementTimeout: 20_000 })],
  ['no prepared statements', () => ({ max: 2, preparedStatements: 0 })],
  [
    'other defaults of the session',
    () => ({ max: 2, onConnect: (run) => run("set default_transaction_isolation = 'serializable'") }),
  ],
]

/** The same numbers each time. */
const numbers = (seed: number): ((below: number) => number) => {
  let state = seed
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
}

const setting = sql`select coalesce(current_setting('holdfast.tenant', true), '') || coalesce(current_setting('holdfast.system', true), '') as told`

/** A table of nobody's, of which each tenant may see the row with its name by a policy of the application's own. */
const desks = defineTable('desks', { id: text().primaryKey() })

const tenants = Array.from({ length: 8 }, (_, index) => `tenant ${index}`)

/** Policies of the application's own: in a flight with another tenant's operation, one of the two would lose its row or fail. */
const guardMore = async (db: Database): Promise<void> => {
  await db.createTables([desks])
  await db.records(desks).insertMany(tenants.map((id) => ({ id })))
  for (const [table, column] of [
    ['desks', 'id'],
    ['holdfast_key_value', 'ns'],
  ] as const) {
    const isOwn = sql`${sql.identifier(column)} = coalesce(current_setting('holdfast.tenant', true), '')`
    await db.run(sql`alter table ${sql.identifier(table)} enable row level security`)
    await db.run(sql`alter table ${sql.identifier(table)} force row level security`)
    await db.run(sql`create policy own on ${sql.identifier(table)} using (${isOwn}) with check (${isOwn})`)
  }
}

const ids = sql`select org from incidents`

/** Everything that a session can do, in a way that would show a row, or take the rights, of another tenant. */
const actions: readonly ((session: Session, tenant: string, id: string) => Promise<readonly unknown[]>)[] = [
  async (session, _, id) => [(await session.records(incidents).upsert({ id, title: 'x' })).org],
  async (session, _, id) => [(await session.records(incidents).get(id))?.org],
  async (session, tenant) => [(await session.records(desks).get(tenant))?.id ?? 'lost'],
  async (session) => (await session.all(ids)).map(({ org }) => org),
  async (session) => [(await session.first(setting))?.['told']],
  async (session, tenant, id) => {
    await session.keyValue('state').set(id, tenant)
    return [await session.keyValue('state').get(id)]
  },
  async (session, _, id) => [await session.keyValue('state').get(id)],
  async (session) => {
    const seen: unknown[] = []
    for await (const { org } of session.stream(ids, { chunk: 2 })) seen.push(org)
    return seen
  },
  async (session, tenant) =>
    session.transaction(async (tx) => {
      const before = await tx.all(ids)
      await tx.transaction(async (inner) => inner.all(sql`select 1 / 0`)).catch(() => undefined)
      await tx.keyValue('state').set('last', tenant)
      const last = await tx.first(setting)
      return [...before.map(({ org }) => org), last?.['told'], await tx.keyValue('state').get('last')]
    }),
  async (session, tenant, id) => {
    await session.records(incidents).delete(id)
    await session
      .bulkInsert('incidents', [{ org: tenant, id: `${id} in bulk`, title: 'x', severity: 0 }])
      .catch(() => undefined)
    return []
  },
  async (session) => {
    await session.all(sql`select 1 / 0`).catch(() => undefined)
    return []
  },
]

test.each(ways)('many tenants at once never meet each other through %s', async (_, options) => {
  const db = await guardedIncidents(await options())
  await guardMore(db)
  const draw = numbers(20_261)
  const work = Array.from({ length: 400 }, async () => {
    const tenant = tenants.at(draw(tenants.length))!
    const action = actions.at(draw(actions.length))!
    const seen = await action(db.tenant(tenant), tenant, `k${draw(5)}`).catch((error: unknown) => {
      if (hasCode(error, 'serialization')) return []
      throw error
    })
    expect(seen.filter((owner) => owner !== undefined && owner !== tenant)).toEqual([])
    if (draw(4) > 0) return
    expect(await db.all(ids)).toEqual([])
    expect(await db.first(setting)).toEqual({ told: '' })
    expect(await db.system().first(setting)).toEqual({ told: 'on' })
  })
  await Promise.all(work)
  const owners = await db.system().all(sql`select org, count(*) as rows from incidents group by org`)
  expect(owners.length).toBeGreaterThan(4)
  expect(owners.filter(({ rows }) => Number(rows) > 10)).toEqual([])
})

const uses: readonly (readonly [string, (a: Session) => Promise<unknown>])[] = [
  ['a statement', (a) => a.all(ids)],
  ['a statement that fails', (a) => a.all(sql`select 1 / 0`)],
  ['a statement that is refused', (a) => a.run(sql`insert into incidents values ('b', '1', 'x', 1)`)],
  ['a statement that is stopped', (a) => a.all(sql`select pg_sleep(20)`, { timeout: 20 })],
  ['a commit', (a) => a.transaction((tx) => tx.all(ids))],
  ['a rollback', (a) => a.transaction((tx) => tx.all(ids).then(() => Promise.reject(new Error('stop'))))],
  ['a keyed write', (a) => a.keyValue('state').set('k', 1)],
  ['a keyed read', (a) => a.keyValue('state').get('k')],
  ['a record', (a) => a.records(incidents).insert({ id: '9', title: 'x' })],
  ['a bulk insert', (a) => a.bulkInsert('incidents', [{ org: 'a', id: '10', title: 'x', severity: 1 }])],
  [
    'a stream that is left early',
    async (a) => {
      for await (const row of a.stream(sql`select generate_series(1, 1000)`, { chunk: 10 })) if (row) break
    },
  ],
]

test.each(uses)('the setting is gone for the next user of the connection after %s', async (_, use) => {
  const db = await guardedIncidents({ max: 1 })
  for (const session of [db.tenant('a'), db.system()]) {
    await use(session).catch(() => undefined)
    expect(await db.first(setting)).toEqual({ told: '' })
    expect(await db.transaction((tx) => tx.first(setting))).toEqual({ told: '' })
  }
})

test('a transaction that runs again is still the tenant’s, and so is what follows a savepoint', async () => {
  const db = await guardedIncidents()
  await db.system().bulkInsert('incidents', [
    { org: 'a', id: '1', title: 'of a', severity: 1 },
    { org: 'b', id: '1', title: 'of b', severity: 1 },
  ])
  let attempts = 0
  const seen = await db.tenant('a').transaction(async (tx) => {
    attempts += 1
    if (attempts < 3) await tx.run(sql`do $$ begin raise exception using errcode = '40001'; end $$`)
    await expect(
      tx.transaction(async (inner) => {
        await inner.run(sql`insert into incidents values ('b', '2', 'x', 1)`)
      }),
    ).rejects.toMatchObject({ code: 'permission' })
    return tx.all(sql`select title from incidents`)
  })
  expect(attempts).toBe(3)
  expect(seen).toEqual([{ title: 'of a' }])
})

test('a keyed write and a transaction of a tenant are settled when the reply of the commit is lost', async () => {
  const proxy = await openProxy(await plainDatabase())
  onTestFinished(() => proxy.close())
  const db = await guardedIncidents({ url: proxy.url })
  const a = db.tenant('a')
  proxy.loseNextCommit()
  await a.keyValue('state').set('k', 1)
  proxy.loseNextCommit()
  await a.transaction((tx) => tx.records(incidents).insert({ id: '1', title: 'x' }))
  expect(await a.keyValue('state').get('k')).toBe(1)
  expect(await db.system().all(ids)).toEqual([{ org: 'a' }])
})

test('a statement of a tenant is prepared again when the table has changed', async () => {
  const db = await guardedIncidents({ max: 1 })
  const a = db.tenant('a')
  await a.records(incidents).insert({ id: '1', title: 'x' })
  const everything = sql`select * from incidents`
  for (let count = 0; count < 3; count += 1) expect(await a.all(everything)).toHaveLength(1)
  await db.run(sql`alter table incidents add column note text`)
  expect(await a.all(everything)).toEqual([{ org: 'a', id: '1', title: 'x', severity: 0, note: null }])
})

test('what the server refuses in a transaction still runs in the session of a tenant', async () => {
  const db = await guardedIncidents()
  await db.tenant('a').run(sql`vacuum incidents`)
  await expect(db.tenant('a').all(sql`;`)).rejects.toMatchObject({ code: 'syntax' })
  await expect(db.tenant('a').run(sql`select $$`)).rejects.toMatchObject({ code: 'syntax' })
})

test('tenant ids with quotes and backslashes are told as they are', async () => {
  const db = await guardedIncidents()
  for (const id of ["o'brien", '\\', "\\'; reset role; --", 'é😀', 'on']) {
    const session = db.tenant(id)
    await session.records(incidents).insert({ id: '1', title: 'x' })
    expect(await session.first(setting)).toEqual({ told: id })
    expect(await session.transaction((tx) => tx.all(ids))).toEqual([{ org: id }])
    for await (const { org } of session.stream(ids)) expect(org).toBe(id)
  }
})
