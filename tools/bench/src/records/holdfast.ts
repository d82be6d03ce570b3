import type { Database } from '@holdfast/core'

import type { RecordsContender } from './contender.ts'
import { filledPeople, newPeople, someId, wanted } from './data.ts'
import { imports, people } from './person.ts'

/** Makes and fills the tables that everyone works on. */
export const makePeople = async (database: Database): Promise<void> => {
  await database.createTables([people, imports])
  await database.records(people).insertMany(filledPeople)
}

/** The same code on every engine. */
export const holdfastRecords = (
  database: Database,
  batches: RecordsContender['batches'],
  clear: () => Promise<void>,
): RecordsContender => {
  const records = database.records(people)
  const loaded = database.records(imports)
  const newPerson = newPeople()
  const get = (index: number): Promise<unknown> => records.get(someId(index))
  const insert = (): Promise<unknown> => records.insert(newPerson())
  let after: string | undefined
  return {
    name: 'Holdfast',
    insert,
    get,
    page: async () => {
      const { items, next } = await records.page({
        where: { country: wanted.country, age: { gte: wanted.age } },
        limit: wanted.rows,
        ...(after === undefined ? {} : { after }),
      })
      after = next
      return items
    },
    shared: { insert, get },
    batches,
    clear,
    insertMany: async (rows) => {
      await loaded.insertMany(rows)
    },
    upsertMany: async (rows) => {
      await loaded.upsertMany(rows)
    },
    close: () => database.close(),
  }
}
