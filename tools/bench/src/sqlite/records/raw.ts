import type { RecordsContender } from '../../records/contender.ts'
import { newPeople, someId, wanted } from '../../records/data.ts'
import { pageWalk } from '../../records/page-walk.ts'
import { columnNames, type Person } from '../../records/person.ts'
import { changedNames } from '../../records/builder.ts'
import { openHandle } from '../handle.ts'

const list = columnNames.join(', ')
const insertInto = (table: string): string =>
  `insert into ${table} (${list}) values (${columnNames.map(() => '?').join(', ')})`
const replace = changedNames.map((name) => `${name} = excluded.${name}`).join(', ')

type Cells = readonly [string, string, string, string, number, number, number, string | null, number]

const cellsOf = ({ id, email, name, country, age, score, isActive, note, joinedAt }: Person): Cells => [
  id,
  email,
  name,
  country,
  age,
  score,
  isActive ? 1 : 0,
  note,
  joinedAt.getTime(),
]

const personIn = ([id, email, name, country, age, score, isActive, note, joinedAt]: Cells): Person => ({
  id,
  email,
  name,
  country,
  age,
  score,
  isActive: isActive === 1,
  note,
  joinedAt: new Date(joinedAt),
})

/** better-sqlite3 by hand: the statements and columns of our tables, prepared once, in the calling thread. */
export const rawSqliteRecords = (file: string): RecordsContender => {
  const handle = openHandle(file)
  const getOne = handle.prepare(`select ${list} from people where id = ?`).raw(true)
  const page = handle
    .prepare(
      `select ${list} from people where country = ? and age >= ? and id > ? order by id limit ${wanted.rows}`,
    )
    .raw(true)
  const insertOne = handle.prepare(insertInto('people'))
  const load = handle.prepare(insertInto('imports'))
  const upsert = handle.prepare(`${insertInto('imports')} on conflict (id) do update set ${replace}`)
  const newPerson = newPeople()
  const get = (index: number): unknown => {
    const cells = getOne.get(someId(index)) as Cells | undefined
    return cells === undefined ? undefined : personIn(cells)
  }
  const insert = (): unknown => insertOne.run(cellsOf(newPerson()))
  const together = handle.transaction((statement: typeof load, people: readonly Person[]) => {
    for (const person of people) statement.run(cellsOf(person))
  })
  return {
    name: 'better-sqlite3',
    insert,
    get,
    page: pageWalk((after) => (page.all(wanted.country, wanted.age, after) as Cells[]).map(personIn)),
    shared: { insert, get },
    batches: { insert: false, get: false },
    clear: async () => {
      handle.exec('delete from imports')
    },
    insertMany: async (people) => together.immediate(load, people),
    upsertMany: async (people) => together.immediate(upsert, people),
    close: async () => {
      handle.close()
    },
  }
}
