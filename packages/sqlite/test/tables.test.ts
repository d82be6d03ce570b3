import { defineTable, integer, open, sql, tenant, text } from '@holdfast/core'
import { expect, test } from 'vitest'
import { sqlite } from '../src/index.ts'
import { afterwards, scratchFile } from './scratch.ts'

test('createTables() makes STRICT tables, with indexes over the rows that are asked for and over references', async () => {
  const db = await open(sqlite(scratchFile()))
  afterwards(() => db.close())
  const teams = defineTable('teams', { org: tenant(), id: text().primaryKey() })
  const shape = {
    org: tenant(),
    id: text().primaryKey(),
    n: integer(),
    team: text().references(() => teams.id),
  }
  const members = defineTable('members', shape, { index: [{ columns: ['n'], where: { n: { gt: 5 } } }] })
  await db.createTables([members, teams])
  const found = await db.all(
    sql`select sql from sqlite_master where tbl_name = 'members' and sql is not null order by type desc, name`,
  )
  expect(found.map((row) => row['sql'])).toEqual([
    expect.stringMatching(/^CREATE TABLE "members" .*\) STRICT$/),
    expect.stringMatching(
      /^CREATE INDEX "members_org_n_index_[\da-f]{8}" on "members" \("org", "n"\) where "n" > 5$/,
    ),
    'CREATE INDEX "members_org_team_index" on "members" ("org", "team")',
  ])
})
