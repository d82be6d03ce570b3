import type { Migration } from '@holdfast/core'
import { sqlStep } from '@holdfast/core/migration'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'

const needs = ['sql'] as const

export const reviewRules: readonly Rule[] = [
  rule({
    id: 'migrations.review.rules',
    title: 'rules() describes every rule once, and those that lint() names are among them',
    needs,
    present: async (context) => {
      const { table, migrations } = scratch(context)
      const history = migrations([
        { version: 1, name: 'one', up: `-- accept: XX99 because\ncreate table ${table()} (id bigint)` },
        { version: 2, name: 'two', up: `-- accept: DL04 no longer\n-- nothing` },
        { version: 3, name: 'three', up: `drop table ${table()} cascade`, accept: { DL04: 'none' } },
      ])
      const rules = history.rules()
      const ids = rules.map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      for (const { id, title, level, remedy } of rules) {
        expect(id).toMatch(/^[A-Z]{2}\d\d$/)
        expect(title).not.toBe('')
        expect(['refuse', 'warn']).toContain(level)
        expect(remedy).toMatch(/\.$/)
      }
      expect(JSON.parse(JSON.stringify(rules))).toStrictEqual(rules)
      const named = (await history.lint()).map((finding) => finding.rule)
      expect(named).toEqual(expect.arrayContaining(['AC01', 'AC02', 'FS04', 'DL10']))
      expect(ids).toEqual(expect.arrayContaining(named))
    },
  }),
  rule({
    id: 'migrations.review.not-there-yet',
    title:
      'lint() judges a text that needs what an earlier pending one makes, as far as it can, and goes on behind it',
    needs,
    present: async (context) => {
      const { table, migrations, apply } = scratch(context)
      const [name, other] = [table(), table()]
      const first = `create table ${name} (id bigint); insert into ${name} values (1);
        create table ${other} (id bigint); insert into ${other} values (1), (2)`
      const made: Migration = { version: 1, name: 'one', up: first }
      await apply([made])
      const later: readonly Migration[] = [
        { version: 2, name: 'two', up: `alter table ${name} add column later bigint` },
        {
          version: 3,
          name: 'three',
          up: `alter table ${name} add check (later > 0); drop table ${other}`,
        },
      ]
      expect(await migrations([made, ...later]).lint()).toContainEqual(
        expect.objectContaining({
          rule: 'DL01',
          level: 'refuse',
          message: expect.stringContaining('2 rows'),
        }),
      )
    },
  }),
  rule({
    id: 'migrations.review.steps-alone',
    title:
      'lint() and apply() refuse with ID01 what cannot be repeated, also where transaction is false in code',
    needs,
    present: async (context) => {
      const { table, migrations, apply, has } = scratch(context)
      const name = table()
      const make = (up: Migration['up']): Migration => ({ version: 1, name: 'one', up, transaction: false })
      const text = `create table ${name} (id bigint)`
      expect(await migrations([make(text)]).lint()).toContainEqual(
        expect.objectContaining({ rule: 'ID01', level: 'refuse' }),
      )
      for (const up of [text, [sqlStep(text)]]) {
        const error = await refusal('migration', () => apply([make(up)]))
        expect(error.message).toContain('ID01')
        expect(await has(name)).toBe(false)
      }
      expect(await apply([make(`create table if not exists ${name} (id bigint)`)])).toMatchObject({
        outcome: 'applied',
      })
    },
  }),
  rule({
    id: 'migrations.review.probable-rename',
    title:
      'lint() refuses with DL07 to drop a column with values beside an added one of its type, and neither beside one of another type nor without values',
    needs,
    present: async (context) => {
      const { table, migrations, apply } = scratch(context)
      const name = table()
      const columns = 'id bigint primary key, full_name varchar(50), empty_name varchar(50), age bigint'
      const made: Migration = {
        version: 1,
        name: 'one',
        up: `create table ${name} (${columns}); insert into ${name} values (1, 'Ada', null, 36)`,
      }
      await apply([made])
      const found = async (dropped: string, added: string): Promise<readonly string[]> => {
        const up = `alter table ${name} drop column ${dropped}; alter table ${name} add column ${added}`
        const findings = await migrations([made, { version: 2, name: 'two', up }]).lint()
        return findings.flatMap(({ rule: id, level, message }) =>
          id === 'DL07' ? `${level} ${message}` : [],
        )
      }
      expect(await found('full_name', 'display_name text')).toStrictEqual([
        `refuse drops full_name of ${name} and adds display_name, without its values`,
      ])
      for (const other of ['born date', 'height double precision', 'size bigint'])
        expect(await found('full_name', other), other).toStrictEqual([])
      expect(await found('empty_name', 'display_name text')).toStrictEqual([])
    },
  }),
]
