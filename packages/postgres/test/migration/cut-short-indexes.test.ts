import { sql, type Migration } from '@holdfast/core'
import { expect, test } from 'vitest'
import { freshDatabase } from '../drivers.ts'
import { apply, cutShort as cutShortAt, indexOf, opened } from './cut-short.ts'

const make: Migration = {
  version: 1,
  name: 'make',
  up: 'create schema aside; create schema other; create table aside.t (id int, n int); create table other.t (id int, n int); create index t_n on other.t (n); create index t_old on aside.t (n)',
}

/** Names without a schema, which mean the table aside.t only as the text has set it. */
const withIndex = (last: string): readonly Migration[] => [
  make,
  {
    version: 2,
    name: 'index',
    up: `-- holdfast: no-transaction\nset search_path to other, aside;\ncreate table mark ();\nset search_path to aside, other;\n${last}`,
  },
]

const cutShort = async (url: string, list: readonly Migration[]): Promise<void> =>
  expect(await cutShortAt(url, list, 'aside.t')).toMatchObject({
    code: 'migration',
    report: { failed: { version: 2, line: 5 } },
  })

for (const text of [
  'create index concurrently t_n on t (n)',
  'create index concurrently if not exists t_n on t (n)',
  'create unique index concurrently "t_n" on aside.t using btree (n) where n > 0',
]) {
  test(`apply() behind a kill within "${text}" ends with a valid index, and leaves one of that name on another table`, async () => {
    const url = await freshDatabase()
    const list = withIndex(text)
    await cutShort(url, list)
    const db = await opened({ url })
    const left = await indexOf(db, 'aside.t_n')
    expect(left).toMatchObject({ valid: false })
    const another = await indexOf(db, 'other.t_n')
    expect(await apply(db, list)).toMatchObject({ applied: [{ version: 2 }] })
    const made = await indexOf(db, 'aside.t_n')
    expect(made).toMatchObject({ valid: true })
    expect(made?.oid).not.toBe(left?.oid)
    expect(await indexOf(db, 'other.t_n')).toStrictEqual(another)
  })
}

test('apply() takes an index that was finished and not recorded for done, and does not make it again', async () => {
  const url = await freshDatabase()
  const list = withIndex('create index concurrently t_n on t (n)')
  await cutShort(url, list)
  const db = await opened({ url })
  await db.run(sql`drop index aside.t_n`)
  await db.run(sql`create index t_n on aside.t (n)`)
  const made = await indexOf(db, 'aside.t_n')
  expect(await apply(db, list)).toMatchObject({ applied: [{ version: 2 }] })
  expect(await indexOf(db, 'aside.t_n')).toStrictEqual(made)
})

test('apply() never takes an index with another definition for the one of its text, and leaves it', async () => {
  const url = await freshDatabase()
  const list = withIndex('create index concurrently t_n on t (n)')
  await cutShort(url, list)
  const db = await opened({ url })
  for (const definition of ['index t_n on aside.t (id)', 'unique index t_n on aside.t (n)']) {
    await db.run(sql`drop index aside.t_n`)
    await db.run(sql`create ${sql.raw(definition)}`)
    const other = await indexOf(db, 'aside.t_n')
    for (let run = 0; run < 2; run++)
      await expect(apply(db, list)).rejects.toMatchObject({ cause: { cause: { code: '42P07' } } })
    expect(await indexOf(db, 'aside.t_n')).toStrictEqual(other)
  }
})

test('apply() says each time that an index was there, or was not, before a text ever made or dropped it', async () => {
  for (const [text, code] of [
    ['create index concurrently t_old on t (n)', '42P07'],
    ['drop index concurrently t_gone', '42704'],
  ] as const) {
    const db = await opened({ url: await freshDatabase() })
    for (let run = 0; run < 2; run++)
      await expect(apply(db, withIndex(text))).rejects.toMatchObject({ cause: { cause: { code } } })
  }
})

for (const isGone of [false, true]) {
  test(`apply() behind a kill within DROP INDEX CONCURRENTLY goes on when the index is ${isGone ? 'gone' : 'there'}`, async () => {
    const url = await freshDatabase()
    const list = withIndex('drop index concurrently t_old')
    await cutShort(url, list)
    const db = await opened({ url })
    expect(await indexOf(db, 'aside.t_old')).toMatchObject({ valid: false })
    if (isGone) await db.run(sql`drop index aside.t_old`)
    expect(await apply(db, list)).toMatchObject({ applied: [{ version: 2 }] })
    expect(await indexOf(db, 'aside.t_old')).toBeUndefined()
  })
}
