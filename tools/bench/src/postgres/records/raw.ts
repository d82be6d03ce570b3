import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'

import { Client, Pool, type QueryConfig } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

import { changedNames } from '../../records/builder.ts'
import type { RecordsContender } from '../../records/contender.ts'
import { newPeople, slices, someId, wanted } from '../../records/data.ts'
import { pageWalk } from '../../records/page-walk.ts'
import { columnNames, type Person, type PersonRow } from '../../records/person.ts'

const list = columnNames.join(', ')
const types = ['uuid', 'text', 'text', 'text', 'bigint', 'float8', 'boolean', 'text', 'timestamptz']
const replace = changedNames.map((name) => `${name} = excluded.${name}`).join(', ')

const texts = {
  get: `select ${list} from people where id = $1`,
  page: `select ${list} from people where country = $1 and age >= $2 and id > $3 order by id limit ${wanted.rows}`,
  insert: `insert into people (${list}) values (${columnNames.map((_, index) => `$${index + 1}`).join(', ')})`,
  upsert:
    `insert into imports (${list}) select * from unnest(${types.map((type, index) => `$${index + 1}::${type}[]`).join(', ')}) ` +
    `on conflict (id) do update set ${replace}`,
} as const

/** Named, so that it is prepared once a connection. */
const query = (name: keyof typeof texts, values: unknown[]): QueryConfig => ({
  name,
  text: texts[name],
  values,
})

const cellsOf = ({ id, email, name, country, age, score, isActive, note, joinedAt }: Person): unknown[] => [
  id,
  email,
  name,
  country,
  age,
  score,
  isActive,
  note,
  joinedAt,
]

/** The driver hands out 64 bits as text. */
interface Received extends Omit<PersonRow, 'age'> {
  readonly age: string
}

const personIn = ({ is_active, joined_at, ...same }: Received): Person => ({
  ...same,
  age: Number(same.age),
  isActive: is_active,
  joinedAt: joined_at,
})

/** pg by hand: the columns of our tables, statements prepared by name, one connection; many callers share a pool of ten. */
export const rawPostgresRecords = async (url: string): Promise<RecordsContender> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  const pool = new Pool({ connectionString: url, max: 10 })
  const newPerson = newPeople()
  const getOn = async (on: Client | Pool, index: number): Promise<unknown> => {
    const { rows } = await on.query<Received>(query('get', [someId(index)]))
    return rows[0] === undefined ? undefined : personIn(rows[0])
  }
  const insertOn = (on: Client | Pool): Promise<unknown> => on.query(query('insert', cellsOf(newPerson())))
  return {
    name: 'pg',
    insert: () => insertOn(client),
    get: (index) => getOn(client, index),
    page: pageWalk(async (after) => {
      const { rows } = await client.query<Received>(query('page', [wanted.country, wanted.age, after]))
      return rows.map(personIn)
    }),
    shared: { insert: () => insertOn(pool), get: (index) => getOn(pool, index) },
    batches: { insert: false, get: false },
    clear: async () => {
      await client.query('truncate imports')
    },
    insertMany: (people) =>
      pipeline(Readable.from(lines(people)), client.query(copyFrom(`copy imports (${list}) from stdin`))),
    upsertMany: async (people) => {
      await client.query('begin')
      for (const slice of slices(people, 1_000)) {
        const rows = slice.map(cellsOf)
        await client.query(
          query(
            'upsert',
            types.map((_, column) => rows.map((row) => row[column])),
          ),
        )
      }
      await client.query('commit')
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

const line = ({ id, email, name, country, age, score, isActive, note, joinedAt }: Person): string =>
  `${id}\t${escape(email)}\t${escape(name)}\t${escape(country)}\t${age}\t${score}\t${isActive ? 't' : 'f'}\t` +
  `${note === null ? '\\N' : escape(note)}\t${joinedAt.toISOString()}\n`

/** In pieces of about 64 KiB: one write a row would cost more than the row. */
function* lines(people: readonly Person[]): Generator<string> {
  let piece = ''
  for (const person of people) {
    piece += line(person)
    if (piece.length < 65_536) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}
