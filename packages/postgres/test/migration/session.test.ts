import { memory, open, sql, type Database, type Migration } from '@holdfast/core'
import { startPgBouncer } from '@holdfast/postgres-server'
import { expect, onTestFinished, test } from 'vitest'
import { postgres, type PostgresOptions } from '../../src/index.ts'
import { freshDatabase, name } from '../drivers.ts'

const opened = async (options: PostgresOptions): Promise<Database> => {
  const db = await open(postgres(options))
  onTestFinished(() => db.close())
  return db
}

/** As a dump begins, and with the settings that people write into files. */
const leaky = `select pg_catalog.set_config('search_path', '', false);
set statement_timeout = 0;
set lock_timeout = '7s';
set timezone to 'Asia/Tokyo';
create schema aside;
set search_path to aside;
create table kept (id int)`

test('apply() of a text that sets search_path and timeouts finds its ledger, and leaves the session as it was', async () => {
  const db = await opened({ url: await freshDatabase(), max: 1 })
  const settings = (): Promise<unknown> =>
    db.first(
      sql`select current_setting('search_path') as path, current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock, current_setting('timezone') as zone`,
    )
  const before = await settings()
  const list: Migration[] = [
    { version: 1, name: 'dump', up: leaky },
    { version: 2, name: 'after', up: 'create table here (id int)' },
    {
      version: 3,
      name: 'alone',
      up: `-- holdfast: no-transaction\nset lock_timeout = '9s';\ncreate index concurrently here_id on here (id)`,
    },
  ]
  expect((await db.migrate({ migrations: list })).applied.length).toBe(3)
  expect(await settings()).toStrictEqual(before)
  expect(
    await db.all(
      sql`select table_schema as at from information_schema.tables where table_name in ('kept', 'here', 'schema_migrations') order by table_name`,
    ),
  ).toStrictEqual([{ at: 'public' }, { at: 'aside' }, { at: 'public' }])
})

test('apply() leaves the session as it was after a text that sets a role and timeouts, whether it succeeds, fails, or fails outside of a transaction', async () => {
  const role = name('role')
  const db = await opened({ url: await freshDatabase(), max: 1 })
  await db.run(sql`create role ${sql.identifier(role)}`)
  onTestFinished(async () => {
    const admin = await open(postgres({ url: await freshDatabase(), max: 1 }))
    await admin.run(sql`drop role ${sql.identifier(role)}`)
    await admin.close()
  })
  const settings = (): Promise<unknown> =>
    db.first(
      sql`select current_user::text as who, current_setting('search_path') as path, current_setting('statement_timeout') as timeout`,
    )
  const before = await settings()
  const sets = `set search_path to nowhere; set statement_timeout = '7s';`
  const asRole = `${sets} select set_config('role', '${role}', false);`
  for (const up of [
    asRole,
    `${asRole} select 1 / 0`,
    `-- holdfast: no-transaction\nset statement_timeout = '7s'`,
    `-- holdfast: no-transaction\nset statement_timeout = '7s'; select 1 / 0`,
    // Each statement is written down by itself, which the role may not do, and which is not done as that.
    `-- holdfast: no-transaction\n${asRole} select 1`,
  ]) {
    const ledger = name('ledger')
    const applied = db.migrations({ ledger, migrations: [{ version: 1, name: 'sets', up }] }).apply()
    const outcome = await applied.then(
      ({ outcome: done }) => done,
      (error: unknown) => (error as { code?: unknown }).code,
    )
    expect(outcome).toBe(up.includes('1 / 0') ? 'migration' : 'applied')
    expect(await settings()).toStrictEqual(before)
  }
})

test('apply() keeps what a text sets outside of transactions for that text alone, also when it goes on behind a failure', async () => {
  const db = await opened({ url: await freshDatabase(), max: 1 })
  const made = (last: string): Migration => ({
    version: 1,
    name: 'aside',
    up: `-- holdfast: no-transaction
create schema aside;
create schema other;
set search_path to other;
select pg_catalog.set_config('search_path', 'aside', false);
set statement_timeout = '7s';
${last};
create table kept as select current_setting('search_path') as path, current_setting('statement_timeout') as timeout`,
  })
  await expect(
    db.migrate({ migrations: [made('select 1 / 0')], rehearse: 'never', lint: false }),
  ).rejects.toMatchObject({ code: 'migration', report: { failed: { line: 7, left: 'half' } } })
  const list: readonly Migration[] = [
    made('select 1'),
    { version: 2, name: 'here', up: 'create table here (id int)' },
    { version: 3, name: 'alone', up: '-- holdfast: no-transaction\ncreate table alone (id int)' },
  ]
  expect((await db.migrate({ migrations: list, lint: false })).applied.length).toBe(3)
  expect(
    await db.all(
      sql`select table_schema as at from information_schema.tables where table_name in ('alone', 'here', 'kept', 'schema_migrations') order by table_name`,
    ),
  ).toStrictEqual([{ at: 'public' }, { at: 'public' }, { at: 'aside' }, { at: 'public' }])
  expect(await db.first(sql`select path, timeout from aside.kept`)).toStrictEqual({
    path: 'aside',
    timeout: '7s',
  })
})

test('rehearse() of a text that sets something outside of transactions tries it, and leaves the session as it was', async () => {
  const db = await opened({ url: await freshDatabase(), max: 1 })
  const up = `-- holdfast: no-transaction\nset search_path to aside;\ncreate index concurrently i on t (id)`
  await db.run(sql`create schema aside`)
  await db.run(sql`create table aside.t (id int)`)
  expect(await db.migrations({ migrations: [{ version: 1, name: 'index', up }] }).rehearse()).toMatchObject({
    outcome: 'passes',
    untried: [],
  })
  expect(await db.first(sql`select current_setting('search_path') as path`)).toStrictEqual({
    path: '"$user", public',
  })
})

test('apply() goes on with a text whose CREATE INDEX CONCURRENTLY failed, when its rows are mended', async () => {
  const db = await opened({ url: await freshDatabase(), max: 1 })
  const list: Migration[] = [
    { version: 1, name: 'make', up: 'create table t (id int); insert into t values (1), (1)' },
    {
      version: 2,
      name: 'index',
      up: '-- holdfast: no-transaction\ncreate unique index concurrently "T_id" on t (id)',
    },
  ]
  // Without judging, which would find the equal rows before anything is sent.
  await expect(db.migrate({ migrations: list, rehearse: 'never', lint: false })).rejects.toMatchObject({
    code: 'migration',
    cause: { cause: { code: '23505' } },
    report: { failed: { version: 2, left: 'old' } },
  })
  const invalid = (): Promise<unknown> => db.all(sql`select indexrelid from pg_index where not indisvalid`)
  expect(await invalid()).toStrictEqual([])
  await db.run(sql`delete from t where ctid = (select min(ctid) from t)`)
  expect(await db.migrate({ migrations: list })).toMatchObject({ applied: [{ version: 2 }] })
  expect(await invalid()).toStrictEqual([])
})

test('apply({ timeout }) ends a statement that stands alone, and so does its signal', async () => {
  const db = await opened({ url: await freshDatabase(), max: 1 })
  const list: Migration[] = [
    { version: 1, name: 'slow', up: '-- holdfast: no-transaction\nselect pg_sleep(20)' },
  ]
  const start = performance.now()
  await expect(db.migrate({ migrations: list, timeout: 300 })).rejects.toMatchObject({
    code: 'migration',
    cause: { code: 'timeout' },
  })
  const controller = new AbortController()
  await expect(
    db.migrate({
      migrations: list,
      signal: controller.signal,
      onProgress: ({ step }) => step !== undefined && setTimeout(() => controller.abort(), 100),
    }),
  ).rejects.toMatchObject({ code: 'cancelled' })
  expect(performance.now() - start).toBeLessThan(10_000)
  expect(await db.first(sql`select 1 as one`)).toStrictEqual({ one: 1 })
})

test('apply() whose server went away does not say what it left, and the next run goes on', async () => {
  const db = await opened({ url: await freshDatabase(), max: 1 })
  const list = (last: string): readonly Migration[] => [
    {
      version: 1,
      name: 'long',
      up: `-- holdfast: no-transaction\ncreate table t (id int);\ninsert into t values (1);\nselect ${last}`,
    },
  ]
  const error: unknown = await db
    .migrate({ migrations: list('pg_terminate_backend(pg_backend_pid())'), lint: false })
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({
    code: 'migration',
    report: { failed: { version: 1, line: 4, left: 'unknown', error: { code: 'connection-lost' } } },
  })
  expect((error as Error).message).toMatch(/ask status\(\)/)
  expect(await db.migrations({ migrations: list('1') }).status()).toMatchObject({
    applied: [{ version: 1, outcome: 'started' }],
  })
})

test('apply() behind PgBouncer in transaction mode runs each migration once, however many start', async () => {
  const bouncer = await startPgBouncer({
    target: await freshDatabase(),
    poolMode: 'transaction',
    settings: { default_pool_size: 3 },
  })
  onTestFinished(() => bouncer.stop())
  const dbs = await Promise.all(
    Array.from({ length: 4 }, (_, index) =>
      opened({ url: bouncer.url, pooler: 'transaction', ...(index % 2 === 0 ? { max: 1 } : {}) }),
    ),
  )
  const list: Migration[] = Array.from({ length: 5 }, (_, index) => ({
    version: index + 1,
    name: `m${index + 1}`,
    up: `create table t${index + 1} (id int); insert into t${index + 1} values (1)`,
  }))
  const reports = await Promise.all(dbs.map((db) => db.migrate({ migrations: list })))
  expect(
    reports.flatMap(({ applied }) => applied.map(({ version }) => version)).toSorted((a, b) => a - b),
  ).toStrictEqual([1, 2, 3, 4, 5])
  const [first] = dbs
  expect(await first?.migrations({ migrations: list }).status()).not.toHaveProperty('holder')
})

test('apply() behind PgBouncer refuses a text that sets something for another transaction, with its line', async () => {
  const bouncer = await startPgBouncer({ target: await freshDatabase(), poolMode: 'transaction' })
  onTestFinished(() => bouncer.stop())
  const db = await opened({ url: bouncer.url, pooler: 'transaction' })
  const up = `-- holdfast: no-transaction\ncreate table t (id int);\nset lock_timeout = '9s';\ncreate index concurrently i on t (id)`
  const error: unknown = await db
    .migrate({ migrations: [{ version: 1, name: 'index', up }] })
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'migration', report: { failed: { line: 3, left: 'old' } } })
  expect((error as Error).message).toMatch(/does not go through the pooler/)
})

test('a plan of the memory backend is refused', async () => {
  const db = await open(memory())
  onTestFinished(() => db.close())
  await expect(db.migrate({ migrations: [] })).rejects.toMatchObject({ code: 'unsupported' })
})
