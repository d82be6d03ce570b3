import {
  bigint,
  integer,
  open,
  sql,
  text,
  type Database,
  type Migration,
  type MigrationStep,
} from '@holdfast/core'
import {
  addColumn,
  backfill,
  changeColumnType,
  createIndex,
  dropColumn,
  dropIndex,
  renameColumn,
  setNotNull,
} from '@holdfast/core/migration'
import { expect, onTestFinished, test } from 'vitest'
import { postgres, type PostgresOptions } from '../../src/index.ts'
import { freshDatabase } from '../drivers.ts'

const opened = async (options: PostgresOptions): Promise<Database> => {
  const db = await open(postgres(options))
  onTestFinished(() => db.close())
  return db
}

const make: Migration = {
  version: 1,
  name: 'make',
  up: 'create table t (id int primary key, n int, word text); insert into t select i, i, i::text from generate_series(1, 1000) i; create index t_old on t (n)',
}

const steps: readonly (readonly [what: string, step: MigrationStep])[] = [
  ['addColumn', addColumn('t', 'a', text().nullable())],
  ['addColumn with backfill', addColumn('t', 'b', integer(), { backfill: 'id', batch: 250 })],
  ['setNotNull', setNotNull('t', 'n')],
  ['createIndex', createIndex('t', 't_new', ['word'])],
  ['dropIndex', dropIndex('t', 't_old')],
  ['backfill', backfill('t', { set: { word: `word || '!'` }, batch: 250 })],
  ['renameColumn', renameColumn('t', 'a', 'c')],
  ['changeColumnType', changeColumnType('t', 'n', bigint())],
  ['dropColumn', dropColumn('t', 'c')],
]

/** Whether a session waits for a lock, as the server sees it: of the table, or for a transaction to end. */
const isWaiting = async (db: Database): Promise<boolean> =>
  (
    await db.all(
      sql`select pid from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
    )
  ).length > 0

test('every step gives way to a reader who stays long, and no other reader waits for it meanwhile', async () => {
  const url = await freshDatabase()
  const [db, others, long] = [await opened({ url }), await opened({ url }), await opened({ url, max: 1 })]
  const list: Migration[] = [make]
  await db.migrate({ migrations: list })
  for (const [what, step] of steps) {
    list.push({ version: list.length + 1, name: what, up: [step] })
    const controller = new AbortController()
    let applied: Promise<unknown> | undefined
    let isDone = false
    let tries = 0
    await long.transaction(async (reader) => {
      await reader.first(sql`select count(*) as n from t`)
      applied = db
        .migrations({ migrations: list })
        .apply({ rehearse: 'never', lockTimeout: 200, backup: false, signal: controller.signal })
        .finally(() => (isDone = true))
      // Long enough that whoever queues has been in the way of others, several times.
      for (; tries < 3 && !isDone; tries++) {
        while (!isDone && !(await isWaiting(others)));
        // It must answer although the reader above never ends before it: in a queue without a bound it would wait for ever.
        expect(await others.first(sql`select count(*) as n from t`)).toStrictEqual({ n: 1000 })
      }
    })
    await applied
    expect((await db.migrations({ migrations: list }).status()).applied.at(-1)).toMatchObject({
      name: what,
      outcome: 'applied',
    })
  }
}, 60_000)

test('createIndex() that another session cancels leaves no invalid index, and writers go on beside it', async () => {
  const url = await freshDatabase()
  const [db, others, long] = [await opened({ url }), await opened({ url }), await opened({ url, max: 1 })]
  const list: Migration[] = [make, { version: 2, name: 'index', up: [createIndex('t', 't_word', ['word'])] }]
  await db.migrate({ migrations: list, to: 1 })
  let failed: unknown
  let applied: Promise<unknown> | undefined
  await long.transaction(async (writer) => {
    await writer.run(sql`update t set word = 'x' where id = 1`)
    applied = db.migrate({ migrations: list, rehearse: 'never' }).catch((error: unknown) => (failed = error))
    let pid: unknown
    while (pid === undefined && failed === undefined)
      pid = (
        await others.first(
          sql`select pid from pg_stat_activity where query like 'create index concurrently%' and wait_event_type = 'Lock'`,
        )
      )?.['pid']
    // It waits for the writer above, and nobody waits for it.
    await others.run(sql`update t set word = 'y' where id = 2`)
    await others.first(sql`select pg_cancel_backend(${pid as number})`)
  })
  await applied
  expect(failed).toMatchObject({ code: 'cancelled' })
  const invalid = await db.all(sql`select indexrelid from pg_index where not indisvalid`)
  await db.migrate({ migrations: list })
  expect(invalid).toStrictEqual([])
  expect(
    await db.all(sql`select indisvalid as v from pg_index where indexrelid = 't_word'::regclass`),
  ).toStrictEqual([{ v: true }])
}, 30_000)
