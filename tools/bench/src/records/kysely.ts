import { Kysely, type Dialect } from 'kysely'

import type { RecordsContender } from './contender.ts'
import { newPeople, slices, someId, wanted } from './data.ts'
import { pageWalk } from './page-walk.ts'
import type { columnNames, Person } from './person.ts'
import { changedNames, type Builder } from './builder.ts'

type Row = Readonly<Record<(typeof columnNames)[number], unknown>>
type Tables = { readonly people: Row; readonly imports: Row }

export const kyselyRecords = (dialect: Dialect, { bind, rowsAtOnce }: Builder): RecordsContender => {
  const database = new Kysely<Tables>({ dialect })
  const newPerson = newPeople()
  const get = (index: number): Promise<unknown> =>
    database.selectFrom('people').selectAll().where('id', '=', someId(index)).executeTakeFirst()
  const insert = (): Promise<unknown> => database.insertInto('people').values(bind(newPerson())).execute()
  const inSlices = (
    people: readonly Person[],
    send: (transaction: Kysely<Tables>, rows: Row[]) => Promise<unknown>,
  ): Promise<void> =>
    database.transaction().execute(async (transaction) => {
      for (const slice of slices(people, rowsAtOnce)) await send(transaction, slice.map(bind))
    })
  return {
    name: 'Kysely',
    insert,
    get,
    page: pageWalk(
      (after) =>
        database
          .selectFrom('people')
          .selectAll()
          .where('country', '=', wanted.country)
          .where('age', '>=', wanted.age)
          .where('id', '>', after)
          .orderBy('id')
          .limit(wanted.rows)
          .execute() as Promise<{ readonly id: string }[]>,
    ),
    shared: { insert, get },
    batches: { insert: false, get: false },
    clear: async () => {
      await database.deleteFrom('imports').execute()
    },
    insertMany: (people) =>
      inSlices(people, (transaction, rows) => transaction.insertInto('imports').values(rows).execute()),
    upsertMany: (people) =>
      inSlices(people, (transaction, rows) =>
        transaction
          .insertInto('imports')
          .values(rows)
          .onConflict((conflict) =>
            conflict
              .column('id')
              .doUpdateSet((row) =>
                Object.fromEntries(changedNames.map((name) => [name, row.ref(`excluded.${name}`)])),
              ),
          )
          .execute(),
      ),
    close: () => database.destroy(),
  }
}
