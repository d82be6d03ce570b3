import { sql, type Database, type SqlQuery } from '@holdfast/core'
import { expect, test } from 'vitest'
import { opened } from './opened.ts'

const tables = [
  sql`create table one (id integer primary key, v varchar)`,
  sql`create table "Two" (a varchar, b varchar, c varchar, v varchar, primary key (a, b), unique (c), unique (a, c))`,
  sql`create table indexed (a varchar, b varchar, c varchar)`,
  sql`create unique index by_a on indexed (a)`,
  sql`create unique index by_a_b on indexed (a, b)`,
  sql`create table spoken (id varchar primary key, a varchar)`,
  sql`create unique index by_lower on spoken (lower(a))`,
  sql`create schema other`,
  sql`create table other.far (a varchar, b varchar, unique (a, b))`,
  sql`insert into one values (1, 'x')`,
  sql`insert into "Two" values ('x', 'y', 'z', ''), ('x, b: y', 'z', 'y, b: q', '')`,
  sql`insert into indexed values ('x', 'y', 'z'), ('x, b: y', 'y', 'z')`,
  sql`insert into spoken values ('k', 'X')`,
  sql`insert into other.far values ('x', 'y')`,
]

const made = async (): Promise<Database> => {
  const db = await opened()
  for (const table of tables) await db.run(table)
  return db
}

const cases: readonly {
  readonly title: string
  readonly query: SqlQuery
  readonly table: string | undefined
  readonly columns: readonly string[] | undefined
}[] = [
  {
    title: 'a key of one column',
    query: sql`insert into one values (1, 'y')`,
    table: 'one',
    columns: ['id'],
  },
  {
    title: 'a key of two columns',
    query: sql`insert into "main"."Two" values ('x', 'y', 'n', '')`,
    table: 'Two',
    columns: ['a', 'b'],
  },
  {
    title: 'a key of two columns in an update',
    query: sql`update two set a = 'x', b = 'y' where c = 'y, b: q'`,
    table: 'Two',
    columns: ['a', 'b'],
  },
  {
    title: 'a unique column among others',
    query: sql`insert into two values ('n', 'n', 'z', '')`,
    table: 'Two',
    columns: ['c'],
  },
  {
    title: 'a value that looks like another key',
    query: sql`insert into indexed values ('x, b: y', 'n', 'n')`,
    table: 'indexed',
    columns: undefined,
  },
  {
    title: 'an index that is the only one in question',
    query: sql`insert into indexed values ('x', 'n', 'n')`,
    table: 'indexed',
    columns: ['a'],
  },
  {
    title: 'an expression',
    query: sql`insert into spoken values ('n', 'x')`,
    table: 'spoken',
    columns: undefined,
  },
  {
    title: 'a table of another schema',
    query: sql`insert into other."far" values ('x', 'y')`,
    table: 'far',
    columns: ['a', 'b'],
  },
  {
    title: 'two rows of one statement and the only key',
    query: sql`insert into one values (7, 'y'), (7, 'z')`,
    table: 'one',
    columns: ['id'],
  },
  {
    title: 'two rows of one statement and one key of several',
    query: sql`insert into two values ('n', 'n', '1', ''), ('n', 'n', '2', '')`,
    table: 'Two',
    columns: undefined,
  },
]

test.each(cases)('duplicate names what is certain of $title', async ({ query, table, columns }) => {
  const db = await made()
  const error = await db.run(query).catch((error: unknown) => error)
  expect(error).toMatchObject({ code: 'duplicate', table, columns })
  const inside = await db.transaction((tx) => tx.run(query)).catch((error: unknown) => error)
  expect(inside).toMatchObject({ code: 'duplicate', table, columns })
})

test('duplicate names the key that a bulk insert met', async () => {
  const db = await made()
  const error = await db.bulkInsert('Two', [{ a: 'x', b: 'y', c: 'n' }]).catch((error: unknown) => error)
  expect(error).toMatchObject({ code: 'duplicate', table: 'Two', columns: ['a', 'b'] })
})

test('duplicate names nothing of a table that the same transaction made', async () => {
  const db = await made()
  const error = await db
    .transaction(async (tx) => {
      await tx.run(sql`create table fresh (a varchar, b varchar, unique (a, b))`)
      await tx.run(sql`insert into fresh values ('x', 'y')`)
      await tx.run(sql`insert into fresh values ('x', 'y')`)
    })
    .catch((error: unknown) => error)
  expect(error).toMatchObject({ code: 'duplicate', table: undefined, columns: undefined })
})
