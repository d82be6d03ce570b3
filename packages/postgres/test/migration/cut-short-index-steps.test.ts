import { sql, type Migration } from '@holdfast/core'
import { createIndex } from '@holdfast/core/migration'
import { expect, test } from 'vitest'
import { freshDatabase } from '../drivers.ts'
import { apply, cutShort, indexOf, opened } from './cut-short.ts'

const withIndex = (step: ReturnType<typeof createIndex>): readonly Migration[] => [
  {
    version: 1,
    name: 'make',
    up: 'create table t (id int, n int); create table u (id int, n int)',
  },
  { version: 2, name: 'index', up: [step] },
]

for (const options of [{}, { unique: true }, { where: 'n > 0' }]) {
  test(`createIndex() with ${JSON.stringify(options)} ends with its index behind a kill, and takes one that was finished for done`, async () => {
    const url = await freshDatabase()
    const list = withIndex(createIndex('t', 't_n', ['n', 'id'], options))
    expect(await cutShort(url, list, 't')).toMatchObject({ report: { failed: { version: 2 } } })
    const db = await opened({ url })
    const left = await indexOf(db, 't_n')
    expect(left).toMatchObject({ valid: false })
    expect(await apply(db, list)).toMatchObject({ applied: [{ version: 2 }] })
    const made = await indexOf(db, 't_n')
    expect(made).toMatchObject({ valid: true })
    expect(made?.oid).not.toBe(left?.oid)
    // As if the process had been killed between the last statement and what says that it is done.
    await db.run(sql`update schema_migrations set outcome = 'started' where version = 2`)
    await db.run(sql`update schema_migrations_steps set state = 'started' where version = 2`)
    expect(await apply(db, list)).toMatchObject({ applied: [{ version: 2 }] })
    expect(await indexOf(db, 't_n')).toStrictEqual(made)
  })
}

test('createIndex() never takes an index with another definition for its own behind a kill, and leaves it', async () => {
  const url = await freshDatabase()
  const list = withIndex(createIndex('t', 't_n', ['n']))
  await cutShort(url, list, 't')
  const db = await opened({ url })
  for (const definition of [
    'index t_n on t (id)',
    'index t_n on t (n, id)',
    'unique index t_n on t (n)',
    'index t_n on t (n) where n > 0',
    'index t_n on t using hash (n)',
    'index t_n on u (n)',
  ]) {
    await db.run(sql`drop index t_n`)
    await db.run(sql`create ${sql.raw(definition)}`)
    const other = await indexOf(db, 't_n')
    await expect(apply(db, list)).rejects.toMatchObject({ cause: { cause: { code: '42P07' } } })
    expect(await indexOf(db, 't_n')).toStrictEqual(other)
  }
})
