import { sql, type Migration } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'

const needs = ['sql'] as const

export const diagnosisRules: readonly Rule[] = [
  rule({
    id: 'migrations.diagnosis.healthy',
    title: 'diagnose() counts what is applied and pending, and finds nothing of a line where all is well',
    needs,
    present: async (context) => {
      const { table, migrations, ledger } = scratch(context)
      const list: readonly Migration[] = [1, 2].map((version) => ({
        version,
        name: `make-${version}`,
        up: `create table ${table()} (id bigint primary key)`,
      }))
      const history = migrations(list)
      const before = await history.diagnose()
      expect(before).toMatchObject({ applied: 0, pending: 2, halfway: [], facts: context.db.facts })
      expect(before.ledger.map(({ state }) => state)).toStrictEqual([
        'missing',
        'missing',
        'missing',
        'missing',
        'missing',
      ])
      await history.apply({ to: 1 })
      const after = await history.diagnose()
      expect(after).toMatchObject({ applied: 1, pending: 1 })
      expect(after).not.toHaveProperty('holder')
      expect(after.ledger).toContainEqual({ table: ledger, state: 'complete' })
      const ours = after.findings.filter(
        ({ kind }) => !['leftover', 'invalid', 'quarantine', 'durability'].includes(kind),
      )
      expect(ours).toStrictEqual([])
    },
  }),
  rule({
    id: 'migrations.diagnosis.halfway',
    title: 'diagnose() tells how far the steps are of a migration that was left half-way, and what to do',
    needs,
    present: async (context) => {
      const { table, migrations } = scratch(context)
      const [made, absent] = [table(), table()]
      const history = migrations([
        {
          version: 7,
          name: 'half',
          transaction: false,
          accept: { ID01: 'it is left half-way on purpose' },
          up: [`create table ${made} (id bigint primary key)`, `insert into ${absent} values (1)`],
        },
      ])
      await refusal('migration', () => history.apply())
      const { halfway, findings, applied } = await history.diagnose()
      expect(applied).toBe(0)
      expect(halfway[0]).toMatchObject({ version: 7, name: 'half', state: 'done' })
      expect(findings[0]).toMatchObject({ kind: 'halfway', level: 'problem', subject: '7 half' })
      expect(findings[0]!.remedy).toContain('goes on where it stopped')
    },
  }),
  rule({
    id: 'migrations.diagnosis.failed',
    title:
      'diagnose() tells of a try that failed, until it is applied or undone, and verify() of a history that never began finds nothing',
    needs,
    present: async (context) => {
      const { table, migrations } = scratch(context)
      const [made, absent] = [table(), table()]
      const one: Migration = {
        version: 1,
        name: 'make',
        up: `create table ${made} (id bigint primary key)`,
        down: `drop table ${absent}`,
      }
      const two = (up: string): Migration => ({ version: 2, name: 'fill', up })
      const wrong = two(`create table ${table()} (id bigint);\ninsert into ${absent} values (1)`)
      const failed = async (list: readonly Migration[]): Promise<readonly unknown[]> =>
        (await migrations(list).diagnose()).findings.filter(({ kind }) => kind === 'failed')
      expect(await migrations([one]).verify()).toMatchObject({ isWhole: true, problems: [], drift: [] })
      await migrations([one]).apply()
      for (let time = 0; time < 2; time += 1)
        await refusal('migration', () => migrations([one, wrong]).apply())
      const told = {
        kind: 'failed',
        level: 'problem',
        subject: '2 fill',
        message: expect.stringMatching(
          /^2 "fill" failed 2 times, .*, line 2, at "insert into .*" \(no-table\)$/,
        ),
        remedy: expect.stringContaining('mend it or the data'),
      }
      expect(await failed([one, wrong])).toMatchObject([told])
      const right = { ...two(`insert into ${made} values (1)`), down: `delete from ${made} where id = 1` }
      expect(await failed([one, right])).toMatchObject([
        { level: 'note', remedy: expect.stringContaining('was changed since') },
      ])
      await migrations([one, right]).apply()
      expect(await failed([one, right])).toStrictEqual([])
      await refusal('migration', () => migrations([one, right]).down({ to: 0 }))
      expect(await failed([one, right])).toMatchObject([
        { level: 'note', message: expect.stringContaining('failed to undo it') },
      ])
    },
  }),
  rule({
    id: 'migrations.diagnosis.leftovers',
    title: 'diagnose() finds what a rebuild put aside, and says when it is the only copy',
    needs,
    present: async (context) => {
      const { table, migrations } = scratch(context)
      const [there, gone] = [table(), table()]
      const aside = (name: string): string => `holdfast_new_${name}`
      for (const name of [there, aside(there), aside(gone)]) {
        await context.db.run(sql`create table ${sql.identifier(name)} (id bigint)`)
        context.after(() => context.db.run(sql`drop table if exists ${sql.identifier(name)}`))
      }
      const { findings } = await migrations([]).diagnose()
      const of = (name: string): string =>
        findings.find(({ subject }) => subject === aside(name))?.message ?? 'nothing was found'
      expect(of(there)).toContain('nobody came back for it')
      expect(of(gone)).toContain('it is the only copy')
    },
  }),
  rule({
    id: 'migrations.diagnosis.ledger',
    title: 'diagnose() names what a ledger lacks that another tool made, and does not read it',
    needs,
    present: async (context) => {
      const { ledger, migrations } = scratch(context)
      await context.db.run(sql`create table ${sql.identifier(ledger)} (version bigint, name text)`)
      const { findings, applied } = await migrations([]).diagnose()
      expect(applied).toBe(0)
      expect(findings[0]).toMatchObject({ kind: 'ledger', level: 'problem', subject: ledger })
      expect(findings[0]!.message).toContain('checksum')
    },
  }),
]
