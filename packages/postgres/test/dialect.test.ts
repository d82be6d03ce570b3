import { randomBytes } from 'node:crypto'
import type { Driver, TableDefinition } from '@holdfast/core'
import { expect, onTestFinished, test } from 'vitest'
import { dialect } from '../src/dialect.ts'
import {
  driverOn,
  failureOf,
  freshDatabase,
  name,
  of,
  run,
  soon,
  testConnection,
  testDriver,
} from './drivers.ts'

const definition = (table: string): TableDefinition => ({
  name: table,
  columns: [
    { name: 'ns', type: 'text' },
    { name: 'key', type: 'text' },
    { name: 'expires', type: 'bigint', nullable: true },
  ],
  primaryKey: ['ns', 'key'],
  indexes: [{ name: `${table}_expires`, columns: ['expires'] }],
})

const install = async (driver: Driver, schema: string, table: string): Promise<void> => {
  const connection = await driver.acquire('exclusive', soon())
  const { createTable, prepareInstall } = dialect(schema)
  const settled = await connection.pipeline([
    ...connection.begin({ isolation: 'read-committed', readOnly: false }),
    ...prepareInstall,
    ...createTable(definition(table)).map((text) => of(text)),
    of('commit'),
  ])
  await connection.release()
  for (const result of settled) if (!result.ok) throw result.error
}

test('createTable() works twice, in a schema whose name must be quoted', async () => {
  const schema = `${name('s')} "x"`
  const driver = await testDriver()
  await install(driver, schema, 'things')
  await install(driver, schema, 'things')
  const { table, quote } = dialect(schema)
  expect((await run(driver, `select * from ${table('things')}`)).columns).toEqual(['ns', 'key', 'expires'])
  await run(driver, `drop schema ${quote(schema)} cascade`)
})

test('prepareInstall lets six hosts make the same tables at the same moment', async () => {
  const schema = name('s')
  const driver = await testDriver()
  onTestFinished(async () => {
    const admin = await testDriver({ max: 1 })
    await run(admin, `drop schema if exists ${schema} cascade`)
  })
  for (let round = 0; round < 10; round += 1) {
    await Promise.all(Array.from({ length: 6 }, () => install(driver, schema, 'things')))
    const made = await run(driver, 'select tablename from pg_tables where schemaname = $1', [schema])
    expect(made.rows).toEqual([['things']])
    await run(driver, `drop schema ${schema} cascade`)
  }
})

test('key columns compare as bytes in a database that sorts by a language', async () => {
  const url = await freshDatabase("locale_provider icu icu_locale 'en-US' template template0")
  const driver = await driverOn({ url })
  expect((await run(driver, "select 'a' < 'B'")).rows).toEqual([[true]])
  await install(driver, 'public', 'things')
  const keys = ['', '!', 'A', 'B', 'a', 'b', 'ä', 'é', 'e\u0301', '\uffff', '😀', 'a b', 'a-b', 'ab']
  for (const key of keys) await run(driver, "insert into things values ('', $1, null)", [key])
  const { rows } = await run(driver, 'select key from things order by key')
  const bytewise = keys.toSorted((one, two) => Buffer.compare(Buffer.from(one), Buffer.from(two)))
  expect(rows.map(([key]) => key)).toEqual(bytewise)
  expect((await run(driver, "select count(*) from things where key >= 'a' and key < 'b'")).rows).toEqual([
    [4],
  ])
})

test('now() is the time of the statement, not of the transaction, or the time that is given', async () => {
  const connection = await testConnection()
  const read = of(`select ${dialect(undefined).now('$1')}`, [null])
  await connection.pipeline(connection.begin({ isolation: 'snapshot', readOnly: false }))
  const first = (await connection.execute(read)).rows[0]?.[0] as number
  await connection.execute(of('select pg_sleep(0.01)'))
  const second = (await connection.execute(read)).rows[0]?.[0] as number
  expect(second - first).toBeGreaterThanOrEqual(9)
  expect((await connection.execute({ ...read, values: [1234] })).rows).toEqual([[1234]])
  await connection.execute(of('rollback'))
})

test('source() is one row for each operation, and anyOf() finds a list of keys by the index', async () => {
  const driver = await testDriver()
  const connection = await driver.acquire('write', soon())
  onTestFinished(() => connection.release())
  const { source, anyOf, table } = dialect(undefined)
  const rows = of(
    `select * from ${source(
      [
        { name: 'key', type: 'text' },
        { name: 'expires', type: 'bigint' },
      ],
      2,
    )} s where $1 = 1`,
    [1, ['a', 'NULL', 'c"\\'], [1, null, 2n ** 60n]],
  )
  expect(
    (await connection.execute({ ...rows, text: rows.text.replace('$1 = 1', '$1::int = 1') })).rows,
  ).toEqual([
    ['a', 1],
    ['NULL', null],
    ['c"\\', 2n ** 60n],
  ])
  const things = name()
  for (const text of dialect(undefined).createTable(definition(things))) await connection.execute(of(text))
  await connection.execute(of(`insert into ${things} select '', 'k' || n, n from generate_series(1, 5000) n`))
  await connection.execute(of(`analyze ${things}`))
  await connection.execute(of('set plan_cache_mode = force_generic_plan'))
  const explained = await connection.execute(
    of(`explain select * from ${table(things)} where ns = $1 and ${anyOf('key', '$2')}`, ['', ['k1', 'k2']]),
  )
  expect(JSON.stringify(explained.rows)).toContain('_pkey')
  await connection.execute(of(`drop table ${things}`))
})

test('columnType() of text keeps byte order, and its DDL is accepted for every kind', async () => {
  const connection = await testConnection()
  const { columnType, quote } = dialect(undefined)
  const kinds = [
    'text',
    'integer',
    'bigint',
    'real',
    'boolean',
    'timestamp',
    'date',
    'json',
    'bytes',
    'uuid',
  ] as const
  const columns = [
    ...kinds.map((kind) => `${quote(kind)} ${columnType({ kind }).ddl}`),
    `"decimal" ${columnType({ kind: 'decimal', precision: 30, scale: 4 }).ddl}`,
  ]
  await connection.execute(of(`create temp table kinds (${columns.join(', ')})`))
  const { rows } = await connection.execute(of('select 1 from kinds'))
  expect(rows).toEqual([])
})

test('quote() lets no name break out', async () => {
  const driver = await testDriver()
  const evil = `"; drop table x; -- ${randomBytes(2).toString('hex')}`
  const failure = await failureOf(driver, run(driver, `select * from ${dialect(undefined).table(evil)}`))
  expect(failure.code).toBe('no-table')
})
