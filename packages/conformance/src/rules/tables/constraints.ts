import { decimal, defineTable, integer, oneOf, real, sql, tenant, text, type SqlQuery } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const accounts = defineTable(
  'accounts',
  {
    id: text().primaryKey(),
    credits: integer().default(0).nullable(),
    rate: real().default(1),
    owed: decimal(5).default('0'),
    role: oneOf('member', 'owner').nullable(),
    low: integer().nullable(),
  },
  {
    check: {
      solvent: { or: [{ credits: { gte: 0 } }, { role: 'owner' }] },
      cheap: { owed: { lte: '99' } },
    },
    unique: [['role', 'low']],
  },
)

const refused: readonly { readonly why: string; readonly change: SqlQuery; readonly code: RegExp }[] = [
  { why: 'an unlisted value', change: sql`update accounts set role = ${'king'}`, code: /^check$/ },
  { why: 'a filter that is false', change: sql`update accounts set credits = ${-1}`, code: /^check$/ },
  { why: 'a filter that meets a null', change: sql`update accounts set credits = null`, code: /^check$/ },
  { why: 'a decimal compared as text', change: sql`update accounts set owed = ${100}`, code: /^check$/ },
  {
    why: 'an integer beyond 2^53',
    change: sql`update accounts set credits = ${2n ** 53n}`,
    code: /^(?:check|out-of-range)$/,
  },
  {
    why: 'a double that becomes infinite',
    change: sql`update accounts set rate = (rate + 1e308) * 1e10`,
    code: /^(?:check|out-of-range)$/,
  },
  { why: 'a missing value', change: sql`update accounts set rate = null`, code: /^not-null$/ },
]

export const constraintRules: readonly Rule[] = [
  rule({
    id: 'tables.checks',
    title: 'createTables() lets no plain SQL store what a definition excludes, nor what a null makes unknown',
    needs: ['sql'],
    present: async (context) => {
      const { db } = await context.fresh()
      await db.createTables([accounts])
      await db.run(sql`insert into accounts (id) values (${'a'})`)
      for (const { why, change, code } of refused) {
        await expect(db.run(change), why).rejects.toMatchObject({ code: expect.stringMatching(code) })
      }
      await db.run(sql`update accounts set credits = null, role = ${'owner'}`)
      await db.run(sql`update accounts set credits = ${Number.MAX_SAFE_INTEGER}, role = null`)
      await db.run(sql`insert into accounts (id, role, low) values (${'b'}, ${'owner'}, 1)`)
      await refusal('duplicate', () =>
        db.run(sql`insert into accounts (id, role, low) values (${'c'}, ${'owner'}, 1)`),
      )
    },
  }),
  rule({
    id: 'tables.references',
    title: 'createTables() makes references that keep each tenant to itself',
    needs: ['sql', 'foreignKeys'],
    present: async (context) => {
      const { db } = await context.fresh()
      const teams = defineTable('teams', { org: tenant(), id: text().primaryKey() })
      const members = defineTable('members', {
        org: tenant(),
        id: text().primaryKey(),
        team: text().references(() => teams.id, { onDelete: 'cascade' }),
        rival: text()
          .nullable()
          .references(() => teams.id),
      })
      await db.createTables([members, teams])
      await db.run(sql`insert into teams (org, id) values ('one', 'a'), ('one', 'b'), ('two', 'c')`)
      await db.run(sql`insert into members (org, id, team, rival) values ('one', 'm', 'a', 'b')`)
      await refusal('foreign-key', () =>
        db.run(sql`insert into members (org, id, team) values ('one', 'n', 'c')`),
      )
      await refusal('foreign-key', () => db.run(sql`delete from teams where id = 'b'`))
      await db.run(sql`delete from teams where id = 'a'`)
      expect(await db.all(sql`select id from members`)).toStrictEqual([])
    },
    absent: async (context) => {
      // The library keeps them then, for what is done through records alone.
      const { db } = await context.fresh()
      const teams = defineTable('teams', { id: text().primaryKey() })
      const team = text().references(() => teams.id)
      await db.createTables([defineTable('members', { id: text().primaryKey(), team }), teams])
      if (db.capabilities.sql) await db.run(sql`insert into members (id, team) values ('m', 'nowhere')`)
    },
  }),
]
