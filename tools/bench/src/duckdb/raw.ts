import {
  DuckDBInstance,
  LIST,
  VARCHAR,
  listValue,
  type DuckDBConnection,
  type DuckDBPreparedStatement,
  type DuckDBValue,
} from '@duckdb/node-api'

import type { FullContender } from '../contender.ts'
import { accountCount, events, keyOf, manyKeys, store, valueOf } from '../data.ts'

const whole = 'id, value, expires_at, version, created_at, updated_at'
const insert =
  'insert into holdfast_key_value as t (id, value, num, version, created_at, updated_at, expires_at) '
const replace =
  'value = excluded.value, num = excluded.num, version = excluded.version, updated_at = excluded.updated_at, expires_at = excluded.expires_at, ' +
  'created_at = case when t.expires_at <= excluded.updated_at then excluded.created_at else t.created_at end'

/** Tenant, store and key in the one column that the engine looks up by index. */
const idOf = (key: string): string => `\u0001${store}\u0001${key}`

type Cells = readonly DuckDBValue[]

/** @duckdb/node-api by hand: the statements and columns of our tables, prepared once, one connection, one call after another. */
export const rawDuckdb = async (file: string): Promise<FullContender> => {
  const instance = await DuckDBInstance.create(file)
  const connection = await instance.connect()
  const statements = await prepareAll(connection)
  let version = 0
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <R>(work: () => Promise<R>): Promise<R> => {
    const turn = last.then(work)
    last = turn
    return turn
  }
  const rowsOf = async (statement: DuckDBPreparedStatement): Promise<readonly Cells[]> =>
    (await statement.runAndReadAll()).getRows()
  const live = (row: Cells | undefined): string | undefined =>
    row !== undefined && (row[2] === null || Number(row[2]) > Date.now()) ? String(row[1]) : undefined

  const find = async (index: number): Promise<string | undefined> => {
    statements.get.bindVarchar(1, idOf(keyOf(index)))
    return live((await rowsOf(statements.get))[0])
  }
  const get = async (index: number): Promise<unknown> => {
    const text = await find(index)
    return text === undefined ? undefined : JSON.parse(text)
  }
  const write = async (key: string, index: number): Promise<void> => {
    const { set } = statements
    const now = BigInt(Date.now())
    set.bindVarchar(1, idOf(key))
    set.bindVarchar(2, JSON.stringify(valueOf(index)))
    set.bindNull(3)
    set.bindVarchar(4, `raw-${version++}`)
    set.bindBigInt(5, now)
    set.bindNull(6)
    await set.run()
  }
  const set = (index: number): Promise<void> => write(keyOf(index), index)
  const change = async (credits: number, id: number): Promise<void> => {
    statements.change.bindInteger(1, credits)
    statements.change.bindInteger(2, id)
    await statements.change.run()
  }
  return {
    name: '@duckdb/node-api',
    get,
    set,
    shared: { get: (index) => inTurn(() => get(index)), set: (index) => inTurn(() => set(index)) },
    batches: { get: false, set: false },
    has: async (index) => (await find(index)) !== undefined,
    setAndDelete: async (index) => {
      const key = `temp:${index % 1000}`
      await write(key, index)
      statements.delete.bindVarchar(1, idOf(key))
      await statements.delete.run()
    },
    getMany: async (index) => {
      const ids = manyKeys(index).map(idOf)
      statements.getMany.bindList(1, listValue(ids), LIST(VARCHAR))
      statements.getMany.bindBigInt(2, BigInt(Date.now()))
      const byId = new Map(
        (await rowsOf(statements.getMany)).map((row) => [row[0], JSON.parse(String(row[1])) as unknown]),
      )
      return ids.map((id) => byId.get(id))
    },
    list: async (index) => {
      const low = idOf(`user:00${index % 10}`)
      statements.list.bindVarchar(1, low)
      statements.list.bindVarchar(
        2,
        low.slice(0, -1) + String.fromCodePoint(low.codePointAt(low.length - 1)! + 1),
      )
      statements.list.bindBigInt(3, BigInt(Date.now()))
      return (await rowsOf(statements.list)).map(([id, value, , version, createdAt, updatedAt]) => ({
        key: String(id).slice(idOf('').length),
        value: JSON.parse(String(value)) as unknown,
        version,
        createdAt: new Date(Number(createdAt)),
        updatedAt: new Date(Number(updatedAt)),
      }))
    },
    increment: async (index) => {
      statements.increment.bindVarchar(1, idOf(`count:${index % 100}`))
      statements.increment.bindVarchar(2, `raw-${version++}`)
      statements.increment.bindBigInt(3, BigInt(Date.now()))
      return rowsOf(statements.increment)
    },
    transaction: async (index) => {
      const from = index % accountCount
      await connection.run('begin transaction')
      await change(-1, from)
      await change(1, (from + 1) % accountCount)
      await connection.run('commit')
    },
    prepareLoad: async () => {
      await connection.run('drop table if exists events')
      await connection.run(
        'create table events (id bigint primary key, name varchar(100) not null, score double precision not null)',
      )
    },
    load: async () => {
      const appender = await connection.createAppender('events')
      for (const { id, name, score } of events) {
        appender.appendBigInt(BigInt(id))
        appender.appendVarchar(name)
        appender.appendDouble(score)
        appender.endRow()
      }
      appender.closeSync()
    },
    stream: async () => {
      let sum = 0
      const result = await connection.stream('select id, name, score from events')
      for await (const rows of result.yieldRowObjects()) for (const row of rows) sum += Number(row['score'])
      return sum
    },
    close: async () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

const texts = {
  get: 'select id, value, expires_at from holdfast_key_value where id = $1',
  getMany: `select ${whole} from holdfast_key_value where id in (select unnest($1)) and (expires_at is null or expires_at > $2)`,
  list: `select ${whole} from holdfast_key_value where id >= $1 and id < $2 and (expires_at is null or expires_at > $3) order by id limit 100`,
  set: `${insert}values ($1, $2, $3, $4, $5, $5, $6) on conflict (id) do update set ${replace}`,
  increment:
    `${insert}values ($1, '1', 1, $2, $3, $3, null) on conflict (id) do update set num = t.num + 1, value = cast(t.num + 1 as varchar), ` +
    'version = excluded.version, updated_at = excluded.updated_at where t.num is not null returning id, num',
  delete: 'delete from holdfast_key_value where id = $1 returning id, expires_at',
  change: 'update accounts set credits = credits + $1 where id = $2',
} as const

type Statements = Readonly<Record<keyof typeof texts, DuckDBPreparedStatement>>

const prepareAll = async (connection: DuckDBConnection): Promise<Statements> => {
  const prepared: [string, DuckDBPreparedStatement][] = []
  for (const [name, text] of Object.entries(texts)) prepared.push([name, await connection.prepare(text)])
  return Object.fromEntries(prepared) as Statements
}
