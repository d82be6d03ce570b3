import build, { type Knex } from 'knex'

import { changedNames, type Builder } from './builder.ts'
import type { RecordsContender } from './contender.ts'
import { newPeople, slices, someId, wanted } from './data.ts'
import { pageWalk } from './page-walk.ts'
import type { Person } from './person.ts'

export const knexRecords = (config: Knex.Config, { bind, rowsAtOnce }: Builder): RecordsContender => {
  const database = build(config)
  // A query of Knex runs when it is awaited.
  const newPerson = newPeople()
  const get = async (index: number): Promise<unknown> =>
    await database('people')
      .where({ id: someId(index) })
      .first()
  const insert = async (): Promise<void> => {
    await database('people').insert(bind(newPerson()))
  }
  const inSlices = (
    people: readonly Person[],
    send: (transaction: Knex.Transaction, rows: object[]) => PromiseLike<unknown>,
  ): Promise<void> =>
    database.transaction(async (transaction) => {
      for (const slice of slices(people, rowsAtOnce)) await send(transaction, slice.map(bind))
    })
  return {
    name: 'Knex',
    insert,
    get,
    page: pageWalk((after) =>
      database('people')
        .where({ country: wanted.country })
        .where('age', '>=', wanted.age)
        .where('id', '>', after)
        .orderBy('id')
        .limit(wanted.rows),
    ),
    shared: { insert, get },
    batches: { insert: false, get: false },
    clear: async () => {
      await database('imports').delete()
    },
    insertMany: (people) => inSlices(people, (transaction, rows) => transaction('imports').insert(rows)),
    upsertMany: (people) =>
      inSlices(people, (transaction, rows) =>
        transaction('imports')
          .insert(rows)
          .onConflict('id')
          .merge([...changedNames]),
      ),
    close: () => database.destroy(),
  }
}
