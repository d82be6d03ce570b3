import { sql, type Session, type SqlQuery } from '@holdfast/core'
import { collect } from '../../failures.ts'

/** A piece of work whose traces tell how often it was applied. */
export interface Part {
  readonly name: string
  /** The counters that it adds one to, and whether it adds a row. */
  readonly keys: readonly string[]
  readonly hasRow: boolean
  /** How often it is applied when all goes well. */
  readonly times: 0 | 1
  run(session: Session, table: string, run: string): Promise<unknown>
}

const insert = (table: string, run: string, part: string): SqlQuery =>
  sql`insert into ${sql.identifier(table)} (run, part) values (${run}, ${part})`

const writes = (name: string, keys: readonly string[], run: Part['run'], hasRow = false): Part => ({
  name,
  keys,
  hasRow,
  times: 1,
  run,
})

const reads = (name: string, run: Part['run']): Part => ({ name, keys: [], hasRow: false, times: 0, run })

class Undone extends Error {}

/** A little of everything that core asks of a driver: flights, transactions, raw SQL, streams and bulk inserts. */
export const parts: readonly Part[] = [
  writes('single', ['single'], (session) => session.keyValue('items').increment('single')),
  writes('atomic', ['left', 'right'], (session) =>
    session.keyValue('items').atomic().increment('left', 1).increment('right', 1).commit(),
  ),
  writes(
    'transaction',
    ['first', 'second', 'nested'],
    (session, table, run) =>
      session.transaction(async (tx) => {
        await tx.keyValue('items').increment('first')
        await tx.run(insert(table, run, 'transaction'))
        await tx.transaction((inner) => inner.keyValue('items').increment('nested'))
        await tx.keyValue('items').increment('second')
      }),
    true,
  ),
  {
    ...writes('undone', ['undone'], (session, table, run) =>
      session
        .transaction(async (tx) => {
          await tx.run(insert(table, run, 'undone'))
          await tx.keyValue('items').increment('undone')
          throw new Undone()
        })
        .catch((error: unknown) => {
          if (!(error instanceof Undone)) throw error
        }),
    ),
    hasRow: true,
    times: 0,
  },
  writes('statement', [], (session, table, run) => session.run(insert(table, run, 'statement')), true),
  writes('bulk', [], (session, table, run) => session.bulkInsert(table, [{ run, part: 'bulk' }]), true),
  reads('get', (session) => session.keyValue('items').get('single')),
  reads('list', (session) => collect(session.keyValue('items').list())),
  reads('stream', (session, table) => collect(session.stream(sql`select run from ${sql.identifier(table)}`))),
]

/** How often each trace of a part is there, by its name; all alike unless it was applied by half. */
export const tracesOf = async (
  session: Session,
  table: string,
  run: string,
): Promise<ReadonlyMap<string, readonly number[]>> => {
  const names = parts.flatMap(({ keys }) => keys)
  const counters = await session.keyValue<number>('items').getMany(names)
  const rows = await session.all(sql`select part from ${sql.identifier(table)} where run = ${run}`)
  const countOf = (key: string): number => counters[names.indexOf(key)] ?? 0
  return new Map(
    parts.map(({ name, keys, hasRow }) => [
      name,
      [...keys.map(countOf), ...(hasRow ? [rows.filter(({ part }) => part === name).length] : [])],
    ]),
  )
}

/** What shows that reading, writing and transactions work. */
export const afterwards: readonly Part[] = parts.filter(({ name }) =>
  ['single', 'transaction', 'stream'].includes(name),
)
