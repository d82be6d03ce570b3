import { sql, text, type Migration } from '@holdfast/core'
import { addColumn, backfill } from '@holdfast/core/migration'
import { expect, test } from 'vitest'
import { guardedIncidents, incidents } from '../incidents.ts'

test('apply() under rowLevelSecurity changes the rows of every tenant, and its copies keep tenants apart', async () => {
  const db = await guardedIncidents()
  for (const org of ['a', 'b'])
    await db
      .tenant(org)
      .records(incidents)
      .insert({ id: '1', title: `of ${org}` })
  const list: Migration[] = [
    { version: 1, name: 'fill', up: [backfill('incidents', { set: { title: `title || '!'` } })] },
    { version: 2, name: 'add', up: [addColumn('incidents', 'note', text(), { backfill: `'x'` })] },
    { version: 3, name: 'empty', up: '-- accept: DL04 they are kept\ndelete from incidents' },
  ]
  const history = db.migrations({ migrations: list })
  await history.apply({ to: 2 })
  const all = sql`select title, note from incidents order by title`
  expect(await db.system().all(all)).toStrictEqual([
    { title: 'of a!', note: 'x' },
    { title: 'of b!', note: 'x' },
  ])
  await history.apply()
  const copies = await history.backups()
  expect(copies).toMatchObject([{ table: 'incidents', rows: 2 }])
  const name = copies[0]?.name ?? ''
  const copied = sql`select title from ${sql.identifier(name)} order by title`
  expect(await db.tenant('a').all(copied)).toStrictEqual([{ title: 'of a!' }])
  expect(await db.all(copied)).toStrictEqual([])
  await history.restore(name, { replace: true })
  expect(await db.tenant('b').all(all)).toStrictEqual([{ title: 'of b!', note: 'x' }])
  expect(await db.system().all(all)).toHaveLength(2)
})
