import { expect, test } from 'vitest'
import { sql, type Cell, type SqlQuery } from '@holdfast/core'
import { makeFile } from './folder.ts'
import { opened } from './opened.ts'

// What records rely on: older versions of the engine checked a key against rows that the same transaction had removed.
const cases: readonly {
  readonly title: string
  readonly steps: readonly SqlQuery[]
  readonly left: string
}[] = [
  {
    title: 'an update of a plain column, several times',
    steps: [1, 2, 3].map((n) => sql`update t set n = ${n} where id = 'a'`),
    left: 'a x 3 / b y 2',
  },
  {
    title: 'an update of a unique column there and back',
    steps: ['z', 'x', 'w'].map((email) => sql`update t set email = ${email} where id = 'a'`),
    left: 'a w 1 / b y 2',
  },
  {
    title: 'a mark that frees a unique value, another row with it, and the mark taken back',
    steps: [
      sql`update t set tombstone = '1' where id = 'a'`,
      sql`insert into t values ('c', 'x', 3, '')`,
      sql`delete from t where id = 'c'`,
      sql`update t set tombstone = '' where id = 'a'`,
    ],
    left: 'a x 1 / b y 2',
  },
  {
    title: 'a row that is deleted and inserted again',
    steps: [sql`delete from t where id = 'a'`, sql`insert into t values ('a', 'x', 9, '')`],
    left: 'a x 9 / b y 2',
  },
  {
    title: 'a row that is inserted, changed in its unique column, and deleted',
    steps: [
      sql`insert into t values ('c', 'z', 3, '')`,
      sql`update t set email = 'w' where id = 'c'`,
      sql`delete from t where id = 'c'`,
      sql`insert into t values ('c', 'z', 4, '')`,
    ],
    left: 'a x 1 / b y 2 / c z 4',
  },
  {
    title: 'unique values that change places in one statement',
    steps: [sql`update t set email = case email when 'x' then 'y' else 'x' end`],
    left: 'a y 1 / b x 2',
  },
  {
    title: 'an upsert on either of two keys',
    steps: [
      sql`insert into t values ('a', 'other', 5, '') on conflict (id) do update set n = excluded.n`,
      sql`insert into t values ('c', 'y', 6, '') on conflict (email, tombstone) do update set n = excluded.n`,
      sql`insert into t values ('a', 'v', 5, '') on conflict (id) do update set email = excluded.email`,
    ],
    left: 'a v 5 / b y 6',
  },
]

const table = sql`create table t (id varchar primary key, email varchar not null, n bigint, tombstone varchar not null, unique (email, tombstone))`

test.each(cases)(
  'one transaction can hold $title, while an older snapshot is read',
  async ({ steps, left }) => {
    const file = makeFile()
    const db = await opened(file)
    const writer = await opened(file)
    await db.run(table)
    await db.run(sql`insert into t values ('a', 'x', 1, ''), ('b', 'y', 2, '')`)
    await db.transaction(
      async (reader) => {
        const before = await reader.all(sql`select * from t order by id`)
        await writer.transaction(async (tx) => {
          for (const step of steps) await tx.run(step)
        })
        expect(await reader.all(sql`select * from t order by id`)).toEqual(before)
      },
      { readOnly: true },
    )
    const rows = await db.all<Record<string, Cell>>(sql`select id, email, n from t order by id`)
    expect(rows.map((row) => Object.values(row).join(' ')).join(' / ')).toBe(left)
  },
)
