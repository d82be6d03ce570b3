import { defineTable, open, sql, tenant, text } from '@holdfast/core'
import { expect, test } from 'vitest'
import { postgres } from '../src/index.ts'
import { run, testDriver } from './drivers.ts'
import { guardedIncidents, incidents, incidentsOn } from './incidents.ts'
import { asRole, plainDatabase, plainRole } from './plain-role.ts'
import { withoutTenant } from './without-tenant.ts'

test('rowLevelSecurity keeps tenants apart when statements forget the tenant, and without it they mix', async () => {
  const url = await plainDatabase()
  const seenBy = async (rowLevelSecurity: boolean): Promise<unknown> => {
    const db = await incidentsOn(withoutTenant({ url, rowLevelSecurity }, 'org'))
    const rows = db.tenant('a').records(incidents)
    await db.tenant('b').records(incidents).insert({ id: 'of b', title: 'secret' })
    const seen = {
      get: (await rows.get('of b'))?.org,
      list: (await rows.list()).map(({ org }) => org),
      count: await rows.count(),
      update: (await rows.update('of b', { title: 'mine' }))?.org,
      delete: await rows.delete('of b'),
      left: (await db.system().records(incidents).list()).map(({ title }) => title),
    }
    await db.system().records(incidents).deleteWhere({ id: 'of b' })
    return seen
  }
  expect(await seenBy(false)).toEqual({
    get: 'b',
    list: ['b'],
    count: 1,
    update: 'b',
    delete: true,
    left: [],
  })
  expect(await seenBy(true)).toEqual({
    get: undefined,
    list: [],
    count: 0,
    update: undefined,
    delete: false,
    left: ['secret'],
  })
})

test("plain SQL sees the session's tenant, all in db.system(), and nothing without one", async () => {
  const db = await guardedIncidents()
  const [a, b] = [db.tenant('a'), db.tenant('b')]
  await a.records(incidents).insert({ id: '1', title: 'of a' })
  await b.records(incidents).insert({ id: '1', title: 'of b' })
  expect(await a.all(sql`select title from incidents`)).toEqual([{ title: 'of a' }])
  expect(await b.all(sql`select title from incidents`)).toEqual([{ title: 'of b' }])
  expect(await db.all(sql`select title from incidents`)).toEqual([])
  expect(await db.system().all(sql`select title from incidents order by title`)).toHaveLength(2)
  expect(await a.run(sql`update incidents set title = 'taken' where org = 'b'`)).toEqual({ affected: 0 })
  expect(await db.run(sql`delete from incidents`)).toEqual({ affected: 0 })
  expect(await b.first(sql`select title from incidents`)).toEqual({ title: 'of b' })
})

test("a row of another tenant is refused with `permission`, and a row without a session's tenant too", async () => {
  const db = await guardedIncidents()
  const refused = { code: 'permission', outcome: 'not-applied', retryable: false }
  const insert = sql`insert into incidents (org, id, title, severity) values ('b', '1', 'secret words', 1)`
  await expect(db.tenant('a').run(insert)).rejects.toMatchObject(refused)
  await expect(db.tenant('a').run(insert)).rejects.toThrow(/row-level security refuses the row.*db\.tenant/)
  await expect(db.tenant('a').run(insert)).rejects.not.toThrow(/secret/)
  await expect(db.run(insert)).rejects.toMatchObject(refused)
  const moved = sql`update incidents set org = 'b' where id = '2'`
  await db.tenant('a').records(incidents).insert({ id: '2', title: 'stays' })
  await expect(db.tenant('a').run(moved)).rejects.toMatchObject(refused)
  await expect(
    db.tenant('a').bulkInsert('incidents', [{ org: 'b', id: '3', title: 'x', severity: 0 }]),
  ).rejects.toMatchObject(refused)
  expect(await db.system().records(incidents).count()).toBe(1)
})

test.each(['superuser', 'bypassrls'])(
  'open() refuses a role with %s and names the remedy',
  async (attribute) => {
    const url = await plainDatabase(attribute)
    const opening = open(postgres({ url, rowLevelSecurity: true }))
    await expect(opening).rejects.toMatchObject({ code: 'unsupported' })
    await expect(opening).rejects.toThrow(/nosuperuser nobypassrls/)
    await using db = await open(postgres({ url }))
    expect(db.facts.details['row_level_security']).toBe(false)
  },
)

test('open() refuses a role for which the settings of the policy are set already', async () => {
  const url = await plainDatabase()
  await run(await testDriver(), `alter role ${new URL(url).username} set holdfast.system = 'on'`)
  const opening = open(postgres({ url, rowLevelSecurity: true }))
  await expect(opening).rejects.toMatchObject({ code: 'unsupported' })
  await expect(opening).rejects.toThrow(/holdfast\.system/)
})

test('createTables() guards a table that was made without the option, once', async () => {
  const url = await plainDatabase()
  const before = await incidentsOn(postgres({ url }))
  await before.tenant('a').records(incidents).insert({ id: '1', title: 'old' })
  expect(await before.all(sql`select * from incidents`)).toHaveLength(1)
  const db = await incidentsOn(postgres({ url, rowLevelSecurity: true }))
  expect(await db.all(sql`select * from incidents`)).toEqual([])
  expect(await db.tenant('a').all(sql`select * from incidents`)).toHaveLength(1)
  const policies = sql`select oid::bigint as oid from pg_policy`
  const made = await db.all(policies)
  await db.createTables([incidents])
  expect(await db.all(policies)).toEqual(made)
  await db.run(sql`alter table incidents no force row level security`)
  await db.createTables([incidents])
  expect(await db.all(sql`select * from incidents`)).toEqual([])
})

test('createTables() and tenants work in a schema, and for a role that only uses the tables', async () => {
  const user = await plainRole()
  const url = await plainDatabase()
  const owner = await incidentsOn(postgres({ url, schema: 'app', rowLevelSecurity: true }))
  await owner.run(sql.raw(`grant usage on schema app to ${user}`))
  await owner.run(sql.raw(`grant select, insert, update, delete on all tables in schema app to ${user}`))
  const db = await incidentsOn(postgres({ url: asRole(url, user), schema: 'app', rowLevelSecurity: true }))
  await db.tenant('a').records(incidents).insert({ id: '1', title: 'x' })
  expect(await db.tenant('b').all(sql`select * from app.incidents`)).toEqual([])
  expect(await owner.tenant('a').all(sql`select id from app.incidents`)).toEqual([{ id: '1' }])
})

test('delete() of what rows of tenants hang on reaches them all in db.system(), and changes nothing where it cannot', async () => {
  const firms = defineTable('firms', { id: text().primaryKey() })
  const teams = defineTable('teams', {
    org: tenant(),
    id: text().primaryKey(),
    firm: text().references(() => firms.id, { onDelete: 'cascade' }),
  })
  const members = defineTable('members', {
    org: tenant(),
    id: text().primaryKey(),
    team: text()
      .nullable()
      .references(() => teams.id, { onDelete: 'set-null' }),
  })
  const db = await guardedIncidents()
  await db.createTables([firms, teams, members])
  await db.records(firms).insertMany([{ id: 'f' }, { id: 'g' }])
  for (const org of ['a', 'b']) {
    await db
      .tenant(org)
      .records(teams)
      .insertMany([
        { id: 't', firm: 'f' },
        { id: 'u', firm: 'g' },
      ])
    await db.tenant(org).records(members).insert({ id: 'm', team: 't' })
  }
  expect(await db.records(firms).delete('g')).toBe(true)
  expect(await db.system().records(teams).count()).toBe(2)
  await expect(db.records(firms).delete('f')).rejects.toMatchObject({ code: 'foreign-key' })
  expect(await db.system().records(teams).count()).toBe(2)
  expect(await db.system().records(firms).delete('f')).toBe(true)
  expect((await db.system().records(members).list()).map(({ org, team }) => [org, team])).toEqual([
    ['a', null],
    ['b', null],
  ])
})
