import {
  DuckDBInstance,
  DuckDBTimestampTZValue,
  type DuckDBAppender,
  type DuckDBPreparedStatement,
  type DuckDBValue,
} from '@duckdb/node-api'

import { changedNames } from '../../records/builder.ts'
import type { RecordsContender } from '../../records/contender.ts'
import { newPeople, someId, wanted } from '../../records/data.ts'
import { pageWalk } from '../../records/page-walk.ts'
import { columnNames, type Person } from '../../records/person.ts'

const list = columnNames.join(', ')
const insertInto = (table: string): string =>
  `insert into ${table} (${list}) values (${columnNames.map((_, index) => `$${index + 1}`).join(', ')})`
const replace = changedNames.map((name) => `${name} = excluded.${name}`).join(', ')

const personIn = (cells: readonly DuckDBValue[]): Person => ({
  id: String(cells[0]),
  email: cells[1] as string,
  name: cells[2] as string,
  country: cells[3] as string,
  age: Number(cells[4]),
  score: cells[5] as number,
  isActive: cells[6] as boolean,
  note: cells[7] as string | null,
  joinedAt: new Date(Number((cells[8] as DuckDBTimestampTZValue).micros / 1000n)),
})

const bind = (
  statement: DuckDBPreparedStatement,
  { id, email, name, country, age, score, isActive, note, joinedAt }: Person,
): void => {
  statement.bindVarchar(1, id)
  statement.bindVarchar(2, email)
  statement.bindVarchar(3, name)
  statement.bindVarchar(4, country)
  statement.bindBigInt(5, BigInt(age))
  statement.bindDouble(6, score)
  statement.bindBoolean(7, isActive)
  if (note === null) statement.bindNull(8)
  else statement.bindVarchar(8, note)
  statement.bindTimestampTZ(9, new DuckDBTimestampTZValue(BigInt(joinedAt.getTime()) * 1000n))
}

const append = (
  appender: DuckDBAppender,
  { id, email, name, country, age, score, isActive, note, joinedAt }: Person,
): void => {
  appender.appendVarchar(id)
  appender.appendVarchar(email)
  appender.appendVarchar(name)
  appender.appendVarchar(country)
  appender.appendBigInt(BigInt(age))
  appender.appendDouble(score)
  appender.appendBoolean(isActive)
  if (note === null) appender.appendNull()
  else appender.appendVarchar(note)
  appender.appendTimestampTZ(new DuckDBTimestampTZValue(BigInt(joinedAt.getTime()) * 1000n))
  appender.endRow()
}

/** @duckdb/node-api by hand: the statements and columns of our tables, prepared once, one connection, one call after another. */
export const rawDuckdbRecords = async (file: string): Promise<RecordsContender> => {
  const instance = await DuckDBInstance.create(file)
  const connection = await instance.connect()
  const getOne = await connection.prepare(`select ${list} from people where id = $1`)
  const page = await connection.prepare(
    `select ${list} from people where country = $1 and age >= $2 and id > $3 order by id limit ${wanted.rows}`,
  )
  const insertOne = await connection.prepare(insertInto('people'))
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <R>(work: () => Promise<R>): Promise<R> => {
    const turn = last.then(work)
    last = turn
    return turn
  }
  const newPerson = newPeople()
  const get = async (index: number): Promise<unknown> => {
    getOne.bindVarchar(1, someId(index))
    const row = (await getOne.runAndReadAll()).getRows()[0]
    return row === undefined ? undefined : personIn(row)
  }
  const insert = async (): Promise<void> => {
    bind(insertOne, newPerson())
    await insertOne.run()
  }
  const appendTo = async (table: string, people: readonly Person[]): Promise<void> => {
    const appender = await connection.createAppender(table)
    for (const person of people) append(appender, person)
    appender.closeSync()
  }
  return {
    name: '@duckdb/node-api',
    insert,
    get,
    page: pageWalk(async (after) => {
      page.bindVarchar(1, wanted.country)
      page.bindBigInt(2, BigInt(wanted.age))
      page.bindVarchar(3, after)
      return (await page.runAndReadAll()).getRows().map(personIn)
    }),
    shared: {
      insert: () => inTurn(insert),
      get: (index) => inTurn(() => get(index)),
    },
    batches: { insert: false, get: false },
    clear: async () => {
      await connection.run('delete from imports')
    },
    insertMany: (people) => appendTo('imports', people),
    // The fastest that was found by hand: the appender, and one statement.
    upsertMany: async (people) => {
      await connection.run('begin transaction')
      await connection.run('create or replace temporary table given as from imports limit 0')
      await appendTo('given', people)
      await connection.run(
        `insert into imports (${list}) select ${list} from given on conflict (id) do update set ${replace}`,
      )
      await connection.run('commit')
    },
    close: async () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
