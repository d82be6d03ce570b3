import { sql, type Migration } from '@holdfast/core'
import { sqlStep } from '@holdfast/core/migration'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'

const needs = ['sql'] as const
const creating = (version: number, table: string): Migration => ({
  version,
  name: `make-${version}`,
  up: `create table ${table} (id bigint primary key)`,
  down: `drop table ${table}`,
})

export const historyRules: readonly Rule[] = [
  rule({
    id: 'migrations.history.once',
    title: 'apply() runs what is pending in the order of its numbers, and a second time nothing',
    needs,
    present: async (context) => {
      const { table, migrations } = scratch(context)
      const [one, two] = [table(), table()]
      const list: readonly Migration[] = [
        { version: 10, name: 'fill', up: `insert into ${one} select 7 from ${two}` },
        {
          version: 2,
          name: 'two',
          up: `create table ${two} (id bigint primary key); insert into ${two} values (1)`,
        },
        creating(1, one),
      ]
      const history = migrations(list)
      expect((await history.plan()).pending.map(({ version }) => version)).toStrictEqual([1, 2, 10])
      const report = await history.apply()
      expect(report).toMatchObject({ outcome: 'applied', notRun: [] })
      expect(report.applied.map(({ version }) => version)).toStrictEqual([1, 2, 10])
      expect(await context.db.all(sql`select id from ${sql.identifier(one)}`)).toStrictEqual([{ id: 7 }])
      expect(await history.apply()).toMatchObject({ outcome: 'nothing', applied: [] })
      const { applied, pending, problems } = await history.status()
      expect({
        applied: applied.map(({ version, name }) => `${version} ${name}`),
        pending,
        problems,
      }).toStrictEqual({
        applied: ['1 make-1', '2 two', '10 fill'],
        pending: [],
        problems: [],
      })
      for (const { engine, tool, appliedBy, checksum } of applied) {
        expect(engine).toContain(context.db.facts.version)
        expect(tool).toMatch(/^holdfast \d+\.\d+\.\d+/)
        expect(appliedBy).toMatch(/@.+:\d+$/)
        expect(checksum).toMatch(/^[0-9a-f]{64}$/)
      }
    },
  }),
  rule({
    id: 'migrations.history.to',
    title: 'apply({ to }) stops there, down({ to }) undoes what is above, and apply() does it again',
    needs,
    present: async (context) => {
      const { table, migrations, has } = scratch(context)
      const names = [table(), table(), table()]
      const history = migrations(names.map((name, index) => creating(index + 1, name)))
      const there = async (): Promise<readonly boolean[]> => Promise.all(names.map(has))
      await history.apply({ to: 2 })
      expect(await there()).toStrictEqual([true, true, false])
      await history.apply()
      const { applied } = await history.down({ to: 1 })
      expect(applied.map(({ version }) => version)).toStrictEqual([3, 2])
      expect(await there()).toStrictEqual([true, false, false])
      await history.apply()
      expect(await there()).toStrictEqual([true, true, true])
      await history.down({ to: 0 })
      expect(await there()).toStrictEqual([false, false, false])
      expect((await history.status()).applied).toStrictEqual([])
    },
  }),
  rule({
    id: 'migrations.history.no-down',
    title: 'down() of a migration without one throws migration and undoes nothing',
    needs,
    present: async (context) => {
      const { table, migrations, has } = scratch(context)
      const [one, two] = [table(), table()]
      const history = migrations([
        { version: 1, name: 'one', up: `create table ${one} (id bigint)` },
        creating(2, two),
      ])
      await history.apply()
      const error = await refusal('migration', () => history.down({ to: 0 }))
      expect(error.message).toMatch(/has no down/)
      expect(await has(two)).toBe(true)
      expect((await history.status()).applied.length).toBe(2)
    },
  }),
  rule({
    id: 'migrations.history.edited',
    title: 'apply() of an edited migration throws migration; repair({ acceptChecksum }) takes it as it is',
    needs,
    present: async (context) => {
      const { table, migrations, apply, has } = scratch(context)
      const [one, two] = [table(), table()]
      await apply([creating(1, one)])
      const edited = [
        { ...creating(1, one), up: `create table ${one} (id bigint primary key, n bigint)` },
        creating(2, two),
      ]
      const error = await refusal('migration', () => apply(edited))
      expect(error.message).toMatch(/1 "make-1" was edited at line 1 after it was applied/)
      expect(await has(two)).toBe(false)
      expect((await migrations(edited).plan()).problems).toMatchObject([{ kind: 'edited', version: 1 }])
      const [entry] = await migrations(edited).repair({ acceptChecksum: [1] })
      expect(entry).toMatchObject({ version: 1, kind: 'repair' })
      expect((await apply(edited)).applied.map(({ version }) => version)).toStrictEqual([2])
    },
  }),
  rule({
    id: 'migrations.history.edited-places',
    title:
      'plan() tells at which lines or steps a migration is not what was applied, alone, among others and when it was accepted',
    needs,
    present: async (context) => {
      const { table, migrations, apply } = scratch(context)
      const [one, two, three] = [table(), table(), table()]
      const of = (version: number, up: Migration['up']): Migration => ({ version, name: `n${version}`, up })
      const lines = ['-- first', `create table ${one} (`, '  id bigint primary key', ')', '-- end', '']
      const steps = [sqlStep(`create table ${two} (id bigint)`), sqlStep(`insert into ${two} values (1)`)]
      const list = [of(1, lines.join('\n')), of(2, `create table ${three} (id bigint)`), of(3, steps)]
      await apply(list)
      const places = async (version: number, up: Migration['up']): Promise<unknown> => {
        const changed = list.map((each) => (each.version === version ? of(version, up) : each))
        const [problem] = (await migrations(changed).plan()).problems
        expect(problem).toMatchObject({ kind: 'edited', version })
        return problem!.places
      }
      const edit = (...change: [number, number, ...string[]]): string => lines.toSpliced(...change).join('\n')
      expect(await places(1, edit(2, 1, '  id bigint primary key,', '  n bigint'))).toStrictEqual([3, 4])
      expect(await places(1, edit(0, 1))).toStrictEqual([1])
      expect(await places(1, edit(4, 2, '-- another end', ''))).toStrictEqual([5])
      expect(await places(2, `create table ${three} (id integer)`)).toStrictEqual([1])
      expect(await places(3, [steps[0]!, sqlStep('select 1')])).toStrictEqual([2])
      const accepted = list.with(0, of(1, edit(0, 1, '-- begin')))
      await migrations(accepted).repair({ acceptChecksum: [1] })
      const again = accepted.with(0, of(1, edit(0, 1, '-- start')))
      expect((await migrations(again).plan()).problems[0]?.places).toStrictEqual([1])
    },
  }),
  rule({
    id: 'migrations.history.layout',
    title: 'apply() takes CRLF, a byte order mark and LF for the same text',
    needs,
    present: async (context) => {
      const { table, apply } = scratch(context)
      const name = table()
      const text = `create table ${name} (\n  id bigint primary key\n)`
      await apply([{ version: 1, name: 'one', up: text }])
      const windows = `\uFEFF${text.replaceAll('\n', '\r\n')}`
      expect(await apply([{ version: 1, name: 'one', up: windows }])).toMatchObject({ outcome: 'nothing' })
    },
  }),
  rule({
    id: 'migrations.history.missing',
    title: 'apply() without a migration that was applied throws migration, also when it is the newest',
    needs,
    present: async (context) => {
      const { table, apply, migrations } = scratch(context)
      const [one, two, three] = [table(), table(), table()]
      await apply([creating(1, one), creating(2, two)])
      await refusal('migration', () => apply([creating(2, two), creating(3, three)]))
      expect((await migrations([creating(2, two)]).plan()).problems).toMatchObject([
        { kind: 'missing', version: 1 },
      ])
      const error = await refusal('migration', () => apply([creating(1, one)]))
      expect(error.message).toMatch(/by a newer release/)
    },
  }),
  rule({
    id: 'migrations.history.order',
    title: 'apply() of a number below an applied one throws migration unless allowOutOfOrder',
    needs,
    present: async (context) => {
      const { table, apply, has } = scratch(context)
      const [one, two, three] = [table(), table(), table()]
      await apply([creating(1, one), creating(3, three)])
      const list = [creating(1, one), creating(2, two), creating(3, three)]
      const error = await refusal('migration', () => apply(list))
      expect(error.message).toMatch(/has a lower number than 3/)
      expect(await has(two)).toBe(false)
      await apply(list, { allowOutOfOrder: true })
      expect(await has(two)).toBe(true)
    },
  }),
  rule({
    id: 'migrations.history.same-number',
    title: 'plan() of two migrations with one number throws migration and names both',
    needs,
    present: async (context) => {
      const { table, migrations } = scratch(context)
      const list = [creating(1, table()), { ...creating(1, table()), name: 'other' }]
      const error = await refusal('migration', () => migrations(list).plan())
      expect(error.message).toMatch(/"make-1" and "other" have the same number 1/)
    },
  }),
  rule({
    id: 'migrations.history.baseline',
    title: 'baseline() writes down what is there without running it, once',
    needs,
    present: async (context) => {
      const { table, migrations, has } = scratch(context)
      const [one, two] = [table(), table()]
      await context.db.run(sql`create table ${sql.identifier(one)} (id bigint primary key)`)
      const history = migrations([creating(1, one), creating(2, two)])
      expect(await history.baseline(1)).toMatchObject([{ version: 1, kind: 'baseline' }])
      expect((await history.apply()).applied.map(({ version }) => version)).toStrictEqual([2])
      expect(await has(two)).toBe(true)
      await refusal('migration', () => history.baseline(2))
    },
  }),
  rule({
    id: 'migrations.history.lines',
    title: 'migrations() of two lines in one database know nothing of each other',
    needs,
    present: async (context) => {
      const { ledger, table } = scratch(context)
      const [one, two] = [table(), table()]
      const app = context.db.migrations({ ledger, migrations: [creating(1, one)] })
      const plugin = context.db.migrations({ ledger, line: 'plugin', migrations: [creating(1, two)] })
      await app.apply()
      expect((await plugin.plan()).pending.length).toBe(1)
      await plugin.apply()
      await plugin.down({ to: 0 })
      expect((await app.status()).applied.length).toBe(1)
    },
  }),
]
