import { splitStatements } from '@holdfast/core'
import { postgresUrl } from '@holdfast/postgres-server'
import { Client } from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { lexicon } from '../../src/migration/lexicon.ts'
import { name } from '../drivers.ts'
import { cases } from './hazard-cases.ts'
import { linted } from './linted.ts'

/** A session in a schema of its own, made by a text: what the server itself makes of the hazards. */
const made = async (text = '', schema = name('s')): Promise<Client> => {
  const client = new Client(await postgresUrl())
  await client.connect()
  onTestFinished(async () => {
    await client.query('rollback')
    await client.query(`drop schema if exists ${schema} cascade`)
    await client.end()
  })
  await client.query(`create schema if not exists ${schema}`)
  await client.query(`set search_path to ${schema}`)
  for (const one of splitStatements(text, lexicon)) await client.query(one.text)
  return client
}

/** Runs it as a migration is run: in one transaction. */
const migrated = async (client: Client, text: string): Promise<void> => {
  await client.query('begin')
  for (const one of splitStatements(text, lexicon)) await client.query(one.text)
  await client.query('commit')
}

const first = async (client: Client, query: string): Promise<unknown> =>
  Object.values((await client.query<Record<string, unknown>>(query)).rows[0] ?? {})[0]

const few = (...rules: readonly string[]): typeof cases => cases.filter(([rule]) => rules.includes(rule))

describe('PostgreSQL refuses what these rules refuse, and takes what they let pass:', () => {
  const within = few('PG02', 'PG16', 'PG21', 'PG22')
  test.each(within)('%s: %s; %s', async (_, before, trips, passes) => {
    await expect(migrated(await made(before), trips)).rejects.toThrow(
      /transaction block|unsafe use of new value|pending trigger events|depends? on|used by a view/,
    )
    if (!passes.startsWith('--')) await migrated(await made(before), passes)
  })
})

describe('the table is written anew where these rules say so, and not where they let pass:', () => {
  const file = (client: Client): Promise<unknown> => first(client, "select pg_relation_filenode('t')")
  test.each(few('PG10', 'PG11'))('%s: %s; %s', async (_, before, trips, passes) => {
    for (const [text, isRewritten] of [
      [trips, true],
      [passes, false],
    ] as const) {
      const client = await made(before)
      const old = await file(client)
      await migrated(client, text)
      expect((await file(client)) !== old).toBe(isRewritten)
    }
  })
})

describe('the lock on the table is', () => {
  const table = 'create table p (id int primary key); create table t (a int, b int); create index i on t (a)'
  test.each<readonly [rule: string, text: string, mode: string]>([
    ['PG01', 'create index j on t (b)', 'ShareLock'],
    ['PG04', 'drop index i', 'AccessExclusiveLock'],
    ['PG05', 'reindex table t', 'ShareLock'],
    ['PG06', 'alter table t add foreign key (a) references p', 'ShareRowExclusiveLock'],
    ['PG07', 'alter table t add check (a > 0)', 'AccessExclusiveLock'],
    [
      'PG08',
      'alter table t add constraint c check (a > 0) not valid; alter table t validate constraint c',
      'AccessExclusiveLock',
    ],
    ['PG09', 'alter table t alter a set not null', 'AccessExclusiveLock'],
    ['PG12', 'alter table t add unique (a)', 'AccessExclusiveLock'],
    ['PG14', 'alter table t add c int', 'AccessExclusiveLock'],
    ['PG19', 'cluster t using i', 'AccessExclusiveLock'],
  ])('%s: %s: %s', async (_, text, mode) => {
    const client = await made(table)
    await client.query('begin')
    for (const one of splitStatements(text, lexicon)) await client.query(one.text)
    const { rows } = await client.query<{ mode: string }>(
      "select mode from pg_locks where pid = pg_backend_pid() and relation = 't'::regclass",
    )
    expect(rows.map((row) => row.mode)).toContain(mode)
  })

  test('PG08: taken lightly by a validation in a transaction of its own', async () => {
    const client = await made(
      `${table}; alter table t add constraint c check (a > 0) not valid; begin; alter table t validate constraint c`,
    )
    const { rows } = await client.query<{ mode: string }>(
      "select mode from pg_locks where pid = pg_backend_pid() and relation = 't'::regclass",
    )
    expect(rows.map((row) => row.mode)).not.toContain('AccessExclusiveLock')
  })
})

test('PG03: a failed build leaves an invalid index, which IF NOT EXISTS takes for whole', async () => {
  const schema = name('s')
  const client = await made('create table t (a int); insert into t values (1), (1)', schema)
  await expect(client.query('create unique index concurrently bad on t (a)')).rejects.toThrow(
    /could not create unique index/,
  )
  await client.query('create unique index concurrently if not exists bad on t (a)')
  expect(await first(client, "select indisvalid from pg_index where indexrelid = 'bad'::regclass")).toBe(
    false,
  )
  const text = '-- holdfast: no-transaction\ncreate unique index concurrently if not exists bad on t (a)'
  const judged = async (setUp: string): Promise<readonly string[]> =>
    (await linted(setUp, text)).filter(({ rule }) => rule === 'PG03').map(({ message }) => message)
  expect(await judged('create table t (a int); create unique index bad on t (a)')).toEqual([])
  const marked = `create table t (a int); create unique index bad on t (a);
    update pg_index set indisvalid = false where indexrelid = 'bad'::regclass`
  expect(await judged(marked)).toEqual([expect.stringMatching(/takes the invalid index bad/)])
})

test('PG27: CREATE INDEX CONCURRENTLY deadlocks with one who waits for an advisory lock', async () => {
  const schema = name('s')
  const holder = await made('create table t (a int)', schema)
  const waiter = await made('', schema)
  await holder.query('select pg_advisory_lock(4711)')
  const waiting = waiter.query('select pg_advisory_lock(4711)').then(
    () => 'granted',
    (error: unknown) => (error as Error).message,
  )
  await expect
    .poll(() =>
      first(
        holder,
        "select count(*)::int from pg_locks where locktype = 'advisory' and objid = 4711 and not granted",
      ),
    )
    .toBe(1)
  const building = holder.query('create index concurrently i on t (a)').then(
    () => 'built',
    (error: unknown) => (error as Error).message,
  )
  const outcomes = [
    await building,
    (await holder.query('select pg_advisory_unlock_all()')) && (await waiting),
  ]
  expect(outcomes).toContain('deadlock detected')
})

test('TX01: a commit in a text ends the transaction around it, and the rest cannot be undone', async () => {
  const client = await made(
    'create table t (a int); begin; insert into t values (1); commit; insert into t values (2)',
  )
  await client.query('rollback')
  expect(await first(client, 'select count(*)::int from t')).toBe(2)
})

test('TX01: COMMIT of an aborted transaction answers ROLLBACK, and keeps nothing', async () => {
  const client = await made('create table t (a int primary key); begin; insert into t values (1)')
  await expect(client.query('insert into t values (1)')).rejects.toThrow(/duplicate/)
  expect((await client.query('commit')).command).toBe('ROLLBACK')
  expect(await first(client, 'select count(*)::int from t')).toBe(0)
})

test('TX04: a setting of the session is there for whoever uses the connection next', async () => {
  const client = await made("begin; set statement_timeout = '77s'; commit")
  expect(await first(client, 'show statement_timeout')).toBe('77s')
  await migrated(client, "set local statement_timeout = '78s'")
  expect(await first(client, 'show statement_timeout')).toBe('77s')
})

test('PG13: without a limit a waiting ALTER keeps later readers waiting', async () => {
  const schema = name('s')
  const reader = await made('create table t (a int); begin; select * from t', schema)
  const owner = await made('', schema)
  const altering = owner.query('alter table t add b int')
  await expect
    .poll(() =>
      first(
        reader,
        `select count(*)::int from pg_locks where relation = '${schema}.t'::regclass and not granted`,
      ),
    )
    .toBe(1)
  const late = await made("set lock_timeout = '50ms'", schema)
  await expect(late.query('select * from t')).rejects.toThrow(/lock timeout/)
  await reader.query('commit')
  await altering
})
