import { sql, type Migration, type Migrations } from '@holdfast/core'
import { run } from '@holdfast/core/migration'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'

const needs = ['sql', 'persistent'] as const

const absent: Rule['absent'] = async (context) => {
  expect(context.capabilities.sql && context.capabilities.persistent).toBe(false)
}

export const attemptRules: readonly Rule[] = [
  rule({
    id: 'migrations.failure.attempts',
    title:
      'apply() of a migration that has failed too often as it is throws at once, until it is changed or more is allowed',
    needs,
    present: async (context) => {
      const { table, apply, has } = scratch(context)
      const name = table()
      const wrong = (version: number): Migration => ({
        version,
        name: 'one',
        up: `create table ${name} (id bigint); insert into ${name} values (1, 2, 3)`,
      })
      for (let count = 0; count < 3; count += 1) {
        const error = await refusal('migration', () => apply([wrong(1)], { attempts: 3 }))
        expect(error.message).not.toMatch(/has failed/)
      }
      const error = await refusal('migration', () => apply([wrong(1)], { attempts: 3 }))
      expect(error.message).toMatch(/has failed 3 times as it is/)
      // A run that was stopped has not failed.
      let controller = new AbortController()
      const stopped: Migration = {
        version: 1,
        name: 'one',
        up: [run('stop', async () => controller.abort()), 'select 1'],
      }
      for (let count = 0; count < 4; count += 1) {
        controller = new AbortController()
        const { signal } = controller
        await refusal('cancelled', () => apply([stopped], { attempts: 3, signal }))
      }
      await refusal('migration', () => apply([wrong(1)], { attempts: 4 }))
      await apply([{ version: 1, name: 'one', up: `create table ${name} (id bigint)` }], { attempts: 3 })
      expect(await has(name)).toBe(true)
    },
    absent,
  }),
  rule({
    id: 'migrations.failure.attempts-later',
    title:
      'apply() does not try for ever what a later migration keeps from being applied, and still applies up to it',
    needs,
    present: async (context) => {
      const { table, apply, has } = scratch(context)
      const name = table()
      const list: readonly Migration[] = [
        { version: 1, name: 'make', up: `create table ${name} (id bigint primary key)` },
        { version: 2, name: 'fill', up: `insert into ${name} values (1, 2, 3)` },
      ]
      const start = { attempts: 1, rehearse: 'always' } as const
      const tried = await refusal('migration', () => apply(list, start))
      expect(tried.message).not.toMatch(/has failed/)
      // Nothing is applied, so the one that fails never comes to be the first.
      expect(await has(name)).toBe(false)
      const error = await refusal('migration', () => apply(list, start))
      expect(error.message).toMatch(/apply migration 2 "fill": it has failed 1 times as it is/)
      const mended: Migration = { ...list[1]!, up: `insert into ${name} values (1)` }
      await apply(list, { attempts: 1, to: 1 })
      const { applied } = await apply([list[0]!, mended], { attempts: 1 })
      expect(applied.map(({ version }) => version)).toStrictEqual([2])
    },
    absent,
  }),
  rule({
    id: 'migrations.failure.attempts-repeatable',
    title:
      'apply() of a repeatable text that has failed too often as it is throws at once and diagnose() names it, until it is changed or has succeeded',
    needs,
    present: async (context) => {
      const { db } = context
      const { table, ledger } = scratch(context)
      const [one, two] = [table(), table()]
      const history = (name: string, up: string): Migrations =>
        db.migrations({ ledger, migrations: [], repeatables: [{ name, up }] })
      const applying = (up: string, attempts = 2): Promise<unknown> => history('fill', up).apply({ attempts })
      const fill = `create table if not exists ${two} as select id from ${one}`
      for (let count = 0; count < 2; count += 1) {
        const error = await refusal('migration', () => applying(fill))
        expect(error.message).not.toMatch(/has failed/)
      }
      const error = await refusal('migration', () => applying(fill))
      expect(error.message).toMatch(/the repeatable text "fill": it has failed 2 times as it is/)
      const told = async (name: string): Promise<readonly string[]> => {
        const { findings } = await history(name, fill).diagnose()
        return findings.filter(({ kind }) => kind === 'failed').map(({ message }) => message)
      }
      expect(await told('fill')).toStrictEqual([
        expect.stringMatching(/^the repeatable text "fill" failed 2 times/),
      ])
      // Another one has the same number, and nothing to do with it.
      expect(await told('other')).toStrictEqual([])
      await db.run(sql`create table ${sql.identifier(one)} (id integer)`)
      await applying(fill, 3)
      await applying(`create table if not exists ${one} (id integer)`)
      // What failed before it last succeeded does not count.
      await applying(fill)
      expect(await told('fill')).toStrictEqual([])
    },
    absent,
  }),
  rule({
    id: 'migrations.failure.attempts-since',
    title: 'apply() counts every failure since a migration last succeeded, and none from before',
    needs,
    present: async (context) => {
      const { db } = context
      const { table, ledger, migrations, apply } = scratch(context)
      const name = table()
      const inserting: Migration = {
        version: 2,
        name: 'fill',
        up: `insert into ${name} values (1)`,
        down: `delete from ${name} where id = 1`,
      }
      const list: readonly Migration[] = [
        { version: 1, name: 'make', up: `create table ${name} (id bigint primary key)` },
        inserting,
      ]
      await apply([list[0]!])
      await db.run(sql`insert into ${sql.identifier(name)} values (1)`)
      for (let count = 0; count < 3; count += 1) await refusal('migration', () => apply(list))
      await db.run(sql`delete from ${sql.identifier(name)}`)
      await apply(list)
      // What fails while it is undone says nothing of applying it.
      const broken = [list[0]!, { ...inserting, down: `delete from ${name} where no_such = 1` }]
      for (let count = 0; count < 3; count += 1)
        await refusal('migration', () => migrations(broken).down({ to: 1 }))
      await migrations(list).down({ to: 1 })
      await db.run(sql`insert into ${sql.identifier(name)} values (1)`)
      const again = await refusal('migration', () => apply(list, { attempts: 3 }))
      expect(again.message).not.toMatch(/has failed/)
      // As many as a host that starts again and again leaves, in one statement.
      const events = sql.identifier(`${ledger}_events`)
      const numbers = sql.raw(
        Array.from({ length: 150 }, (_, index) => `select ${index} as number`).join(' union all '),
      )
      await db.run(
        sql`insert into ${events} (id, line, version, event, "at", detail, "by") select id || '-' || number, line, version, event, "at", detail, "by" from ${events} cross join (${numbers}) as numbers where id = (select max(id) from ${events} where event = 'failed')`,
      )
      const error = await refusal('migration', () => apply(list, { attempts: 150 }))
      expect(error.message).toMatch(/has failed 151 times as it is/)
    },
    absent,
  }),
]
