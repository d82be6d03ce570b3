import type { FullContender } from '../contender.ts'
import { accountCount, events, keyOf, manyKeys, store, valueOf } from '../data.ts'
import { openHandle } from './handle.ts'

const insert =
  'insert into holdfast_key_value as t (ns, name, key, value, num, version, created_at, updated_at, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (ns, name, key) do update set '
const replace =
  'value = excluded.value, num = excluded.num, version = excluded.version, updated_at = excluded.updated_at, expires_at = excluded.expires_at, ' +
  'created_at = case when t.expires_at <= excluded.updated_at then excluded.created_at else t.created_at end'
const whole = 'key, value, expires_at, version, created_at, updated_at'

type Pair = readonly [key: string, value: string, expiresAt: number | null]
type Whole = readonly [...Pair, version: string, createdAt: number, updatedAt: number]

/** better-sqlite3 by hand: the statements and columns of our tables, prepared once, in the calling thread. */
export const rawSqlite = (file: string): FullContender => {
  const handle = openHandle(file)
  const getOne = handle
    .prepare('select key, value, expires_at from holdfast_key_value where ns = ? and name = ? and key = ?')
    .raw(true)
  const getMany = handle
    .prepare(
      `select ${whole} from holdfast_key_value where ns = ? and name = ? and key in (select value from json_each(?)) and (expires_at is null or expires_at > ?)`,
    )
    .raw(true)
  const page = handle
    .prepare(
      `select ${whole} from holdfast_key_value where ns = ? and name = ? and key >= ? and key < ? and (expires_at is null or expires_at > ?) order by key limit 100`,
    )
    .raw(true)
  const upsert = handle.prepare(insert + replace)
  const add = handle
    .prepare(
      `${insert}num = t.num + excluded.num, value = cast(t.num + excluded.num as text), version = excluded.version, updated_at = excluded.updated_at where t.num is not null returning key, num`,
    )
    .raw(true)
  const remove = handle
    .prepare(
      'delete from holdfast_key_value where ns = ? and name = ? and key = ? returning key, null, expires_at',
    )
    .raw(true)
  const change = handle.prepare('update accounts set credits = credits + ? where id = ?')
  const begin = handle.prepare('begin immediate')
  const commit = handle.prepare('commit')
  let version = 0

  const live = (row: Pair | undefined): string | undefined =>
    row !== undefined && (row[2] === null || row[2] > Date.now()) ? row[1] : undefined
  const get = (index: number): unknown => {
    const text = live(getOne.get('', store, keyOf(index)) as Pair | undefined)
    return text === undefined ? undefined : JSON.parse(text)
  }
  const write = (key: string, index: number): void => {
    const now = Date.now()
    upsert.run('', store, key, JSON.stringify(valueOf(index)), null, `raw-${version++}`, now, now, null)
  }
  const set = (index: number): void => write(keyOf(index), index)
  return {
    name: 'better-sqlite3',
    get,
    set,
    shared: { get, set },
    batches: { get: false, set: false },
    has: (index) => live(getOne.get('', store, keyOf(index)) as Pair | undefined) !== undefined,
    setAndDelete: (index) => {
      const key = `temp:${index % 1000}`
      write(key, index)
      remove.get('', store, key)
    },
    getMany: (index) => {
      const keys = manyKeys(index)
      const rows = getMany.all('', store, JSON.stringify(keys), Date.now()) as Whole[]
      const byKey = new Map(rows.map((row) => [row[0], JSON.parse(row[1]) as unknown]))
      return keys.map((key) => byKey.get(key))
    },
    list: (index) => {
      const low = `user:00${index % 10}`
      const high = low.slice(0, -1) + String.fromCodePoint(low.codePointAt(low.length - 1)! + 1)
      return (page.all('', store, low, high, Date.now()) as Whole[]).map(
        ([key, value, , version, createdAt, updatedAt]) => ({
          key,
          value: JSON.parse(value) as unknown,
          version,
          createdAt: new Date(createdAt),
          updatedAt: new Date(updatedAt),
        }),
      )
    },
    increment: (index) => {
      const now = Date.now()
      return add.get('', store, `count:${index % 100}`, '1', 1, `raw-${version++}`, now, now, null)
    },
    transaction: (index) => {
      const from = index % accountCount
      begin.run()
      change.run(-1, from)
      change.run(1, (from + 1) % accountCount)
      commit.run()
    },
    prepareLoad: async () => {
      handle.exec('drop table if exists events')
      handle.exec(
        'create table events (id bigint primary key, name varchar(100) not null, score double precision not null)',
      )
    },
    load: async () => {
      const one = handle.prepare('insert into events (id, name, score) values (?, ?, ?)')
      begin.run()
      for (const { id, name, score } of events) one.run(id, name, score)
      commit.run()
    },
    stream: async () => {
      let sum = 0
      for (const row of handle.prepare('select id, name, score from events').iterate())
        sum += (row as { score: number }).score
      return sum
    },
    close: async () => {
      handle.close()
    },
  }
}
