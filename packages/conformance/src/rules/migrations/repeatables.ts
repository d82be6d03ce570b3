import { sql, type Migration, type Migrations, type Repeatable } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'

const needs = ['sql'] as const

/** A view in words that every engine takes, any number of times. */
const view = (name: string, query: string): string =>
  `drop view if exists ${name};\ncreate view ${name} as ${query}`

export const repeatableRules: readonly Rule[] = [
  rule({
    id: 'migrations.repeatable.runs',
    title: 'apply() runs a repeatable text behind the migrations, by name, and again only when it changes',
    needs,
    timeout: 120_000,
    present: async (context) => {
      const { db } = context
      const { ledger, table } = scratch(context)
      const [base, first, second] = [table(), context.name(), context.name()]
      for (const name of [first, second])
        if (db.capabilities.sql) context.after(() => db.run(sql`drop view if exists ${sql.identifier(name)}`))
      const make: Migration = { version: 1, name: 'base', up: `create table ${base} (id bigint, n bigint)` }
      const more: Migration = { version: 2, name: 'rows', up: `insert into ${base} values (1, 10)` }
      const repeatables = (n: string): readonly Repeatable[] => [
        { name: 'b-second', up: view(second, `select n from ${first}`) },
        { name: 'a-first', up: view(first, `select id, ${n} as n from ${base}`) },
      ]
      const history = (n: string, list: readonly Migration[] = [make]): Migrations =>
        db.migrations({ ledger, migrations: list, repeatables: repeatables(n) })
      const names = (
        list: readonly { readonly version: number; readonly name: string }[],
      ): readonly string[] => list.map(({ version, name }) => `${version} ${name}`)
      const plan = await history('n').plan()
      expect(names(plan.pending)).toStrictEqual(['1 base', '0 a-first', '0 b-second'])
      expect(names((await history('n').rehearse()).migrations)).toStrictEqual(names(plan.pending))
      const { applied } = await history('n').apply()
      expect(names(applied)).toStrictEqual(names(plan.pending))
      expect(await history('n').apply()).toMatchObject({ outcome: 'nothing' })
      const { repeated, pending, applied: kept } = await history('n').status()
      expect(pending).toStrictEqual([])
      expect(names(kept)).toStrictEqual(['1 base'])
      expect(repeated).toMatchObject([{ name: 'a-first', statements: 2 }, { name: 'b-second' }])
      expect(repeated[0]!.appliedAt).toBeInstanceOf(Date)
      const changed = history('n + 1', [make, more])
      expect(names((await changed.plan()).pending)).toStrictEqual(['2 rows', '0 a-first'])
      expect(names((await changed.plan({ to: 1 })).pending)).toStrictEqual([])
      await db.run(sql`drop view ${sql.identifier(second)}`)
      expect(names((await changed.apply()).applied)).toStrictEqual(['2 rows', '0 a-first'])
      expect(await db.all(sql`select n from ${sql.identifier(first)}`)).toStrictEqual([{ n: 11 }])
      expect((await changed.verify()).problems).toStrictEqual([])
    },
  }),
  rule({
    id: 'migrations.repeatable.fails',
    title: 'apply() of a repeatable text that fails leaves what it made last, says which, and tries it again',
    needs,
    present: async (context) => {
      const { db } = context
      const { ledger, table } = scratch(context)
      const [base, name] = [table(), context.name()]
      if (db.capabilities.sql) context.after(() => db.run(sql`drop view if exists ${sql.identifier(name)}`))
      const make: Migration = {
        version: 1,
        name: 'base',
        up: `create table ${base} (id bigint); insert into ${base} values (7)`,
      }
      const history = (query: string): Migrations =>
        db.migrations({ ledger, migrations: [make], repeatables: [{ name: 'view', up: view(name, query) }] })
      await history(`select id from ${base}`).apply()
      const wrong = history(`select id from ${base};\nselect * from nowhere_at_all`)
      const error = await refusal('migration', () => wrong.apply())
      expect(error.message).toMatch(/the repeatable text "view", line 3/)
      expect(error.report).toMatchObject({ applied: [], failed: { version: 0, name: 'view', left: 'old' } })
      expect(await db.all(sql`select id from ${sql.identifier(name)}`)).toStrictEqual([{ id: 7 }])
      expect((await wrong.status()).pending).toMatchObject([{ version: 0, name: 'view' }])
      await history(`select id + 1 as id from ${base}`).apply()
      expect(await db.all(sql`select id from ${sql.identifier(name)}`)).toStrictEqual([{ id: 8 }])
    },
  }),
  rule({
    id: 'migrations.repeatable.hazard',
    title: 'lint() and apply() refuse with ID01 a repeatable text that cannot be run a second time',
    needs,
    present: async (context) => {
      const { db } = context
      const { ledger, table, has } = scratch(context)
      const name = table()
      const history = (up: string): Migrations =>
        db.migrations({ ledger, migrations: [], repeatables: [{ name: 'once', up }] })
      const once = history(`create table ${name} (id bigint)`)
      expect(await once.lint()).toContainEqual(expect.objectContaining({ rule: 'ID01', level: 'refuse' }))
      const error = await refusal('migration', () => once.apply())
      expect(error.message).toMatch(/ID01: .*run again whenever it changes/)
      expect(await has(name)).toBe(false)
      const alone = history(`-- holdfast: no-transaction\nselect 1`)
      const refused = await refusal('migration', () => alone.apply())
      expect(refused.message).toMatch(/one transaction with its entry/)
      const twice = { name: 'twice', up: 'select 1' }
      const same = db.migrations({ ledger, migrations: [], repeatables: [twice, twice] })
      await refusal('migration', () => same.plan())
    },
  }),
]
