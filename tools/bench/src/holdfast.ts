import { integer, real, sql, text, type Database } from '@holdfast/core'

import type { FullContender } from './contender.ts'
import { accountCount, events, keyOf, manyKeys, store, valueOf, type Value } from './data.ts'

const columns = { id: integer(), name: text(), score: real() }

/** The same code on every engine. */
export const holdfast = (database: Database, batchesReads: boolean): FullContender => {
  const keyValue = database.keyValue<Value>(store)
  const counters = database.keyValue<number>(store)
  const get = (index: number): Promise<unknown> => keyValue.get(keyOf(index))
  const set = (index: number): Promise<unknown> => keyValue.set(keyOf(index), valueOf(index))
  return {
    name: 'Holdfast',
    get,
    set,
    shared: { get, set },
    batches: { get: batchesReads, set: true },
    has: (index) => keyValue.has(keyOf(index)),
    setAndDelete: async (index) => {
      const key = `temp:${index % 1000}`
      await keyValue.set(key, valueOf(index))
      await keyValue.delete(key)
    },
    getMany: (index) => keyValue.getMany(manyKeys(index)),
    list: async (index) => {
      const found: unknown[] = []
      for await (const entry of keyValue.list({ prefix: `user:00${index % 10}`, limit: 100 }))
        found.push(entry)
      return found
    },
    increment: (index) => counters.increment(`count:${index % 100}`),
    transaction: (index) =>
      database.transaction(async (tx) => {
        const from = index % accountCount
        await tx.run(sql`update accounts set credits = credits - 1 where id = ${from}`)
        await tx.run(sql`update accounts set credits = credits + 1 where id = ${(from + 1) % accountCount}`)
      }),
    prepareLoad: async () => {
      await database.run(sql`drop table if exists events`)
      await database.run(
        sql`create table events (id bigint primary key, name varchar(100) not null, score double precision not null)`,
      )
    },
    load: async () => {
      await database.bulkInsert('events', events)
    },
    stream: async () => {
      let sum = 0
      for await (const row of database.stream(sql`select id, name, score from events`.as(columns)))
        sum += row.score
      return sum
    },
    close: () => database.close(),
  }
}

/** What the transactions change. */
export const makeAccounts = async (database: Database): Promise<void> => {
  await database.run(sql`create table accounts (id bigint primary key, credits bigint not null)`)
  await database.bulkInsert(
    'accounts',
    Array.from({ length: accountCount }, (_, id) => ({ id, credits: 1000 })),
  )
}
