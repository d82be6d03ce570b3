import { expect, test } from 'vitest'
import type { Connection, ErrorCode } from '@holdfast/core'
import { codeOfState } from '../src/engine/sqlstate.ts'
import { connectionOf, driverOn, failureOf, freshDatabase, name, of, run, testDriver } from './drivers.ts'

const table = name()
const prepare = `create temp table ${table} (id int primary key, n int not null, c int check (c > 0), s varchar(3),
  ref int references ${table}_parent)`

const refusals: readonly (readonly [string, string, ErrorCode])[] = [
  ['a repeated key', `insert into ${table} values (1, 1), (1, 1)`, 'duplicate'],
  ['a missing parent', `insert into ${table} (id, n, ref) values (2, 1, 77)`, 'foreign-key'],
  ['a null', `insert into ${table} (id) values (3)`, 'not-null'],
  ['a broken check', `insert into ${table} (id, n, c) values (4, 1, -1)`, 'check'],
  ['a text that is too long', `insert into ${table} (id, n, s) values (5, 1, 'four')`, 'too-large'],
  ['a number out of range', `insert into ${table} (id, n) values (6, 99999999999)`, 'out-of-range'],
  ['a text that is no number', `select 'secret'::int`, 'invalid-value'],
  ['a division by zero', 'select 1 / 0', 'invalid-value'],
  ['a statement that does not parse', 'selec 1', 'syntax'],
  ['a missing table', 'select * from nowhere', 'no-table'],
  ['a missing schema', 'create table nowhere.t (id int)', 'no-table'],
  ['a missing column', `select nothing from ${table}`, 'no-column'],
  ['a missing function', 'select nothing()', 'engine'],
  ['a name that is too long to be different', `select 1 as "${'x'.repeat(64)}", nope`, 'no-column'],
  ['a write in a read-only transaction', `create table ${table}_ro (id int)`, 'read-only'],
  ['a statement after a failed one', 'select 1', 'aborted'],
]

const prepared = async (): Promise<{
  driver: Awaited<ReturnType<typeof testDriver>>
  connection: Connection
}> => {
  const driver = await testDriver()
  const connection = await connectionOf(driver)
  await connection.execute(of(`create temp table ${table}_parent (id int primary key)`))
  await connection.execute(of(prepare))
  return { driver, connection }
}

test.each(refusals)('failure() names %s: %s', async (_, text, code) => {
  const { driver, connection } = await prepared()
  if (code === 'read-only' || code === 'aborted') {
    await connection.pipeline(connection.begin({ isolation: 'snapshot', readOnly: true }))
    if (code === 'aborted') await failureOf(driver, connection.execute(of('select 1 / 0')))
  }
  const failure = await failureOf(driver, connection.execute(of(text)))
  expect(failure).toMatchObject({ code, retryable: false, outcome: 'not-applied' })
  expect(failure.ends).toBe(connection.inTransaction ? 'transaction' : 'statement')
})

test('failure() tells constraint, table and columns, and never a value', async () => {
  const { driver, connection } = await prepared()
  const duplicate = await failureOf(
    driver,
    connection.execute(of(`insert into ${table} values (987654321, 1), (987654321, 1)`)),
  )
  expect(duplicate).toMatchObject({ constraint: `${table}_pkey`, table, columns: ['id'] })
  const missing = await failureOf(
    driver,
    connection.execute(of(`insert into ${table} (id) values (987654321)`)),
  )
  expect(missing).toMatchObject({ table, columns: ['n'] })
  const quoted = await failureOf(driver, connection.execute(of("select 'secret'::int")))
  expect(JSON.stringify([duplicate, missing, quoted])).not.toMatch(/secret|987654321/)
})

test('failure() names a deadlock, and the other transaction goes on', async () => {
  const driver = await testDriver()
  const shared = name()
  await run(driver, `create table ${shared} (id int primary key, n int)`)
  await run(driver, `insert into ${shared} values (1, 0), (2, 0)`)
  const [one, two] = [await connectionOf(driver), await connectionOf(driver)]
  for (const connection of [one, two]) {
    await connection.pipeline(connection.begin({ isolation: 'read-committed', readOnly: false }))
    await connection.execute(of("set local deadlock_timeout = '10ms'"))
  }
  await one.execute(of(`update ${shared} set n = 1 where id = 1`))
  await two.execute(of(`update ${shared} set n = 1 where id = 2`))
  const results = await Promise.allSettled([
    one.execute(of(`update ${shared} set n = 1 where id = 2`)),
    two.execute(of(`update ${shared} set n = 1 where id = 1`)),
  ])
  const rejected = results.filter((result) => result.status === 'rejected')
  expect(rejected).toHaveLength(1)
  expect(driver.failure(rejected[0]?.reason, 'statement')).toMatchObject({
    code: 'deadlock',
    retryable: true,
    ends: 'transaction',
  })
  await Promise.all([one.execute(of('rollback')), two.execute(of('rollback'))])
  await run(driver, `drop table ${shared}`)
})

test('failure() names a lost race of two snapshots, a lock timeout and a statement timeout', async () => {
  const driver = await testDriver()
  const shared = name()
  await run(driver, `create table ${shared} (id int primary key, n int)`)
  await run(driver, `insert into ${shared} values (1, 0)`)
  const [one, two] = [await connectionOf(driver), await connectionOf(driver)]
  const update = of(`update ${shared} set n = n + 1`)
  await one.pipeline([
    ...one.begin({ isolation: 'snapshot', readOnly: false }),
    of(`select * from ${shared}`),
  ])
  await two.pipeline([
    ...two.begin({ isolation: 'snapshot', readOnly: false, lockTimeout: 20 }),
    of(`select * from ${shared}`),
  ])
  await one.execute(update)
  expect(await failureOf(driver, two.execute(update))).toMatchObject({
    code: 'lock-timeout',
    retryable: true,
    ends: 'transaction',
  })
  await two.execute(of('rollback'))
  await two.pipeline([
    ...two.begin({ isolation: 'snapshot', readOnly: false }),
    of(`select * from ${shared}`),
  ])
  await one.execute(of('commit'))
  expect(await failureOf(driver, two.execute(update))).toMatchObject({
    code: 'serialization',
    retryable: true,
    ends: 'transaction',
  })
  await two.execute(of('rollback'))
  await two.pipeline(two.begin({ isolation: 'snapshot', readOnly: false, statementTimeout: 20 }))
  expect(await failureOf(driver, two.execute(of('select pg_sleep(10)')))).toMatchObject({
    code: 'timeout',
    ends: 'transaction',
  })
  await two.execute(of('rollback'))
  await run(driver, `drop table ${shared}`)
})

test('failure() names a write skew that only serializable refuses', async () => {
  const driver = await testDriver()
  const shared = name()
  await run(driver, `create table ${shared} (id int, n int)`)
  await run(driver, `insert into ${shared} values (1, 1), (2, 1)`)
  const [one, two] = [await connectionOf(driver), await connectionOf(driver)]
  for (const connection of [one, two]) {
    await connection.pipeline([
      ...connection.begin({ isolation: 'serializable', readOnly: false }),
      of(`select sum(n) from ${shared}`),
    ])
  }
  await one.execute(of(`update ${shared} set n = 0 where id = 1`))
  await two.execute(of(`update ${shared} set n = 0 where id = 2`))
  await one.execute(of('commit'))
  expect(await failureOf(driver, two.execute(of('commit')), 'commit')).toMatchObject({
    code: 'serialization',
    retryable: true,
  })
  await run(driver, `drop table ${shared}`)
})

test('failure() at COMMIT names a deferred constraint, and the transaction is gone', async () => {
  const { driver, connection } = await prepared()
  await connection.execute(
    of(`alter table ${table} alter constraint ${table}_ref_fkey deferrable initially deferred`),
  )
  const settled = await connection.pipeline([
    ...connection.begin({ isolation: 'snapshot', readOnly: false }),
    of(`insert into ${table} (id, n, ref) values (1, 1, 77)`),
    of('commit'),
  ])
  expect(settled.map(({ ok }) => ok)).toEqual([true, true, false])
  expect(connection.inTransaction).toBe(false)
  const last = settled[2] as { error: unknown }
  expect(driver.failure(last.error, 'commit')).toMatchObject({
    code: 'foreign-key',
    outcome: 'not-applied',
    ends: 'transaction',
  })
})

test('execute() of COMMIT rejects when the server answers with a rollback', async () => {
  const driver = await testDriver()
  const connection = await connectionOf(driver)
  await connection.pipeline([
    ...connection.begin({ isolation: 'snapshot', readOnly: false }),
    of('select 1 / 0'),
  ])
  expect(await failureOf(driver, connection.execute(of('COMMIT')), 'commit')).toMatchObject({
    code: 'aborted',
    outcome: 'not-applied',
  })
  expect(connection.inTransaction).toBe(false)
})

test('failure() names a row that has too many columns', async () => {
  const { driver, connection } = await prepared()
  const columns = Array.from({ length: 1700 }, (_, index) => `c${index} int`).join(', ')
  const create = of(`create temp table wide (${columns})`, [], false)
  expect(await failureOf(driver, connection.execute(create))).toMatchObject({ code: 'too-large' })
})

test('failure() names a full disk and a medium that cannot be read', async () => {
  const { driver, connection } = await prepared()
  const write = of("copy (select repeat('x', 100) from generate_series(1, 10000)) to '/dev/full'")
  expect(await failureOf(driver, connection.execute(write))).toMatchObject({
    code: 'disk-full',
    retryable: false,
  })
  const read = of(`copy ${table} from '/proc/self/mem'`)
  expect(await failureOf(driver, connection.execute(read))).toMatchObject({ code: 'io', retryable: false })
})

test('failure() names a damaged page', async () => {
  const url = await freshDatabase()
  const driver = await driverOn({ url, max: 1 })
  await run(driver, 'create table damaged (id int)')
  const path = await run(
    driver,
    "select current_setting('data_directory') || '/' || pg_relation_filepath('damaged')",
  )
  // Written by a child of the server, which may touch its files. The page has never been in its memory.
  await run(
    driver,
    `copy (select 1) to program $$cat > /dev/null; head -c 8192 /dev/urandom > '${String(path.rows[0]?.[0])}'$$`,
  )
  expect(await failureOf(driver, run(driver, 'select count(*) from damaged'))).toMatchObject({
    code: 'corrupt',
    retryable: false,
  })
})

const states: readonly (readonly [string, ErrorCode])[] = [
  ['53100', 'disk-full'],
  ['58030', 'io'],
  ['XX001', 'corrupt'],
  ['XX002', 'corrupt'],
  ['57P01', 'connection-lost'],
  ['57P02', 'connection-lost'],
  ['57P03', 'connection-lost'],
  ['08006', 'connection-lost'],
  ['53300', 'busy'],
  ['28P01', 'permission'],
  ['54001', 'too-large'],
  ['XX000', 'engine'],
]

test.each(states)('codeOfState(%s) is %s', (state, code) => {
  expect(codeOfState(state)).toBe(code)
})
