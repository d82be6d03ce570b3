import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'

import { Client, Pool, type QueryConfig } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import Cursor from 'pg-cursor'

import type { FullContender } from '../contender.ts'
import { accountCount, events, keyOf, manyKeys, store, valueOf } from '../data.ts'

const now = '(extract(epoch from statement_timestamp()) * 1000)::bigint'
const live = `(expires_at is null or expires_at > ${now})`
const whole = 'key, value, expires_at, version, created_at, updated_at'
const insert =
  'insert into holdfast_key_value as t (ns, name, key, value, num, version, created_at, updated_at, expires_at) '
const target = 'on conflict (ns, name, key) do update set '
const replace =
  'value = excluded.value, num = excluded.num, version = excluded.version, updated_at = excluded.updated_at, expires_at = excluded.expires_at, ' +
  'created_at = case when t.expires_at <= excluded.updated_at then excluded.created_at else t.created_at end'

const texts = {
  get: `select key, value, expires_at from holdfast_key_value where ns = $1 and name = $2 and key = $3 and ${live}`,
  getMany: `select ${whole} from holdfast_key_value where ns = $1 and name = $2 and key = any($3::text[]) and ${live}`,
  list: `select ${whole} from holdfast_key_value where ns = $1 and name = $2 and key >= $3 and key < $4 and ${live} order by key limit 100`,
  set: `${insert}values ($1, $2, $3, $4, $5, $6, ${now}, ${now}, ${now} + $7::bigint) ${target}${replace}`,
  increment:
    `${insert}values ($1, $2, $3, '1', 1, $4, ${now}, ${now}, null) ${target}` +
    'num = t.num + 1, value = cast(t.num + 1 as text), version = excluded.version, updated_at = excluded.updated_at where t.num is not null returning key, num',
  delete: 'delete from holdfast_key_value where ns = $1 and name = $2 and key = $3 returning key, expires_at',
  change: 'update accounts set credits = credits + $1 where id = $2',
} as const

/** Named, so that it is prepared once a connection. */
const query = (name: keyof typeof texts, values: readonly unknown[]): QueryConfig => ({
  name,
  text: texts[name],
  values: [...values],
})

type Row = Readonly<Record<'key' | 'value' | 'version' | 'created_at' | 'updated_at', string>>

/** pg by hand: the columns of our tables, statements prepared by name, one connection; many callers share a pool of ten. */
export const rawPostgres = async (url: string): Promise<FullContender> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  const pool = new Pool({ connectionString: url, max: 10 })
  let version = 0

  const getOn = async (connection: Client | Pool, index: number): Promise<unknown> => {
    const { rows } = await connection.query<Row>(query('get', ['', store, keyOf(index)]))
    return rows[0] === undefined ? undefined : JSON.parse(rows[0].value)
  }
  const write = (connection: Client | Pool, key: string, index: number): Promise<unknown> =>
    connection.query(
      query('set', ['', store, key, JSON.stringify(valueOf(index)), null, `raw-${version++}`, null]),
    )
  return {
    name: 'pg',
    get: (index) => getOn(client, index),
    set: (index) => write(client, keyOf(index), index),
    shared: { get: (index) => getOn(pool, index), set: (index) => write(pool, keyOf(index), index) },
    batches: { get: false, set: false },
    has: async (index) => (await client.query(query('get', ['', store, keyOf(index)]))).rows.length === 1,
    setAndDelete: async (index) => {
      const key = `temp:${index % 1000}`
      await write(client, key, index)
      await client.query(query('delete', ['', store, key]))
    },
    getMany: async (index) => {
      const keys = manyKeys(index)
      const { rows } = await client.query<Row>(query('getMany', ['', store, keys]))
      const byKey = new Map(rows.map((row) => [row.key, JSON.parse(row.value) as unknown]))
      return keys.map((key) => byKey.get(key))
    },
    list: async (index) => {
      const low = `user:00${index % 10}`
      const high = low.slice(0, -1) + String.fromCodePoint(low.codePointAt(low.length - 1)! + 1)
      const { rows } = await client.query<Row>(query('list', ['', store, low, high]))
      return rows.map(({ key, value, version, created_at, updated_at }) => ({
        key,
        value: JSON.parse(value) as unknown,
        version,
        createdAt: new Date(Number(created_at)),
        updatedAt: new Date(Number(updated_at)),
      }))
    },
    increment: (index) =>
      client.query(query('increment', ['', store, `count:${index % 100}`, `raw-${version++}`])),
    transaction: async (index) => {
      const from = index % accountCount
      await client.query('begin isolation level repeatable read')
      await client.query(query('change', [-1, from]))
      await client.query(query('change', [1, (from + 1) % accountCount]))
      await client.query('commit')
    },
    prepareLoad: async () => {
      await client.query('drop table if exists events')
      await client.query(
        'create table events (id bigint primary key, name varchar(100) not null, score double precision not null)',
      )
    },
    load: () =>
      pipeline(Readable.from(lines()), client.query(copyFrom('copy events (id, name, score) from stdin'))),
    stream: async () => {
      let sum = 0
      const cursor = client.query(new Cursor<{ score: number }>('select id, name, score from events'))
      for (;;) {
        const rows = await cursor.read(500)
        if (rows.length === 0) break
        for (const row of rows) sum += row.score
      }
      await cursor.close()
      return sum
    },
    close: async () => {
      await Promise.all([client.end(), pool.end()])
    },
  }
}

const special = /[\\\t\n\r]/
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
const escape = (text: string): string =>
  special.test(text) ? text.replaceAll(/[\\\t\n\r]/g, (character) => escapes[character]!) : text

/** In pieces of about 64 KiB: one write a row would cost more than the row. */
function* lines(): Generator<string> {
  let piece = ''
  for (const { id, name, score } of events) {
    piece += `${id}\t${escape(name)}\t${score}\n`
    if (piece.length < 65_536) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}
