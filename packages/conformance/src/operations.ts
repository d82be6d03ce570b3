import { sql, type Database, type Session } from '@holdfast/core'
import { collect } from './failures.ts'

/** Every operation of the public interface, once, for traits that hold for all of them. */
export interface Operation {
  readonly name: string
  readonly needsSql: boolean
  /** Does it on a store or table of this name. */
  run(session: Session, name: string): Promise<unknown>
}

const store = (session: Session, name: string) => session.keyValue<number>(name)

const keyValueOperations: Record<string, (session: Session, name: string) => Promise<unknown>> = {
  get: (session, name) => store(session, name).get('k'),
  entry: (session, name) => store(session, name).entry('k'),
  getMany: (session, name) => store(session, name).getMany(['k', 'l']),
  has: (session, name) => store(session, name).has('k'),
  set: (session, name) => store(session, name).set('k', 1),
  'set with ifAbsent': (session, name) => store(session, name).set('new', 1, { ifAbsent: true }),
  setMany: (session, name) =>
    store(session, name).setMany([
      ['k', 1],
      ['l', 2],
    ]),
  update: (session, name) => store(session, name).update('k', (value = 0) => value + 1),
  delete: (session, name) => store(session, name).delete('k'),
  list: (session, name) => collect(store(session, name).list()),
  deletePrefix: (session, name) => store(session, name).deletePrefix('k'),
  clear: (session, name) => store(session, name).clear(),
  increment: (session, name) => store(session, name).increment('n'),
  atomic: (session, name) => store(session, name).atomic().set('k', 1).commit(),
  touch: (session, name) => store(session, name).touch('k', 60_000),
  prune: (session, name) => store(session, name).prune(),
}

const sqlOperations: Record<string, (session: Session, name: string) => Promise<unknown>> = {
  all: (session) => session.all(sql`select 1 as one`),
  first: (session) => session.first(sql`select 1 as one`),
  run: (session) => session.run(sql`select 1 as one`),
  stream: (session) => collect(session.stream(sql`select 1 as one`)),
  bulkInsert: (session, name) => session.bulkInsert(name, [{ id: 1 }]),
}

const named = (
  prefix: string,
  needsSql: boolean,
  runs: Record<string, (session: Session, name: string) => Promise<unknown>>,
): readonly Operation[] =>
  // An operation that throws at once is as good as one that rejects.
  Object.entries(runs).map(([name, run]) => ({
    name: prefix + name,
    needsSql,
    run: async (session, subject) => run(session, subject),
  }))

/** What a session offers, hence a database, a tenant and a transaction. */
export const sessionOperations: readonly Operation[] = [
  ...named('keyValue.', false, keyValueOperations),
  ...named('', true, sqlOperations),
  {
    name: 'transaction',
    needsSql: false,
    run: async (session, name) => session.transaction((tx) => store(tx, name).set('k', 1)),
  },
]

/** What a database offers beside what every session does. */
export const databaseOperations: readonly Operation[] = [
  { name: 'ping', needsSql: false, run: async (session) => (session as Database).ping() },
]
