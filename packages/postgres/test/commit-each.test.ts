import type { Committed, Connection, Driver, Failure } from '@holdfast/core'
import { expect, test } from 'vitest'
import { connectionOf, driverOn, name, of, run, soon, testDriver } from './drivers.ts'
import type { PostgresOptions } from '../src/options.ts'
import { startProxy } from './proxy.ts'

const sessions: readonly (readonly [string, PostgresOptions])[] = [
  ['the defaults of our transactions', {}],
  ['other defaults', { onConnect: (ask) => ask("set default_transaction_isolation = 'serializable'") }],
  ['a read-only default', { onConnect: (ask) => ask('set default_transaction_read_only = on') }],
  ['no prepared statements', { preparedStatements: 0 }],
]

const shown = async (connection: Connection): Promise<unknown> =>
  (await connection.execute(of("select current_setting('lock_timeout')"))).rows[0]?.[0]

type Failed = Extract<Committed, { readonly error: unknown }>

const failed = (committed: Committed | undefined): Failed => {
  if (committed === undefined || committed.ok) throw new Error('It should have failed')
  return committed
}

const failureIn = (driver: Driver, committed: Committed | undefined): Failure => {
  const { error, phase } = failed(committed)
  return driver.failure(error, phase)
}

test.each(sessions)(
  'commitEach() commits each statement by itself, and waits for no row longer than it may, with %s',
  async (_, options) => {
    const admin = await testDriver()
    const table = name()
    await run(admin, `create table ${table} (id int primary key, n int)`)
    await run(admin, `insert into ${table} values (1, 0)`)
    const holder = await connectionOf(admin)
    await holder.pipeline(holder.begin({ isolation: 'snapshot', readOnly: false }))
    await holder.execute(of(`update ${table} set n = 1`))
    const driver = await testDriver(options)
    const connection = await connectionOf(driver)
    const statements = [
      of(`insert into ${table} values (2, 0)`),
      of(`update ${table} set n = 2 where id = 1`),
      of(`select isolation from (select current_setting('transaction_isolation') as isolation) as t`),
    ]
    // The second time everything is prepared already.
    const firsts = [
      { ok: true, value: { affected: 1 } },
      { ok: false, phase: 'statement' },
    ]
    for (const expected of firsts) {
      const [first, second, third] = (await connection.commitEach?.(statements, 20)) ?? []
      expect(first).toMatchObject(expected)
      expect(failureIn(driver, second)).toMatchObject({ code: 'lock-timeout', outcome: 'not-applied' })
      expect(third).toMatchObject({ ok: true, value: { columns: ['isolation'], rows: [['read committed']] } })
    }
    expect(connection.inTransaction).toBe(false)
    expect(await shown(connection)).toBe('0')
    await holder.execute(of('rollback'))
    expect((await run(admin, `select id, n from ${table} order by id`)).rows).toEqual([
      [1, 0],
      [2, 0],
    ])
    await run(admin, `drop table ${table}`)
  },
)

test.each(sessions)(
  'commitEach() whose last reply is lost says how to ask what became of it, with %s',
  async (_, options) => {
    const admin = await testDriver()
    const table = name()
    await run(admin, `create table ${table} (id int primary key)`)
    const proxy = await startProxy()
    const driver = await driverOn({ ...options, url: proxy.url })
    const connection = await driver.acquire('write', soon())
    proxy.loseNextCommit('reply')
    const [lost] =
      (await connection.commitEach?.([of(`insert into ${table} values (1) returning id`)], 20)) ?? []
    await connection.release({ broken: true })
    expect(lost).toMatchObject({ ok: false, phase: 'commit', written: { rows: [[1]] } })
    expect(failureIn(driver, lost)).toMatchObject({ code: 'connection-lost', outcome: 'unknown' })
    expect(await driver.settle?.(String(failed(lost).token))).toBe('committed')
    await run(admin, `drop table ${table}`)
  },
)

test.each(sessions)(
  'commitEach() waits for no disk where a statement need not, with %s',
  async (_, options) => {
    const connection = await connectionOf(await testDriver(options))
    const ask = of("select current_setting('synchronous_commit')")
    const committed = await connection.commitEach!([{ ...ask, relaxed: true }, ask], 100)
    expect(committed.map((one) => one.ok && one.value.rows[0]?.[0])).toStrictEqual(['off', 'on'])
  },
)
