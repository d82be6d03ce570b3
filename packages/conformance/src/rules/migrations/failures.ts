import { sql, type Migration, type MigrationReport } from '@holdfast/core'
import { run } from '@holdfast/core/migration'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'

const needs = ['sql'] as const

export const failureRules: readonly Rule[] = [
  rule({
    id: 'migrations.failure.whole',
    title:
      'apply() that fails leaves the last complete migration, and its report tells applied, failed and not run',
    needs,
    present: async (context) => {
      const { table, apply, migrations, has } = scratch(context)
      const [one, two, three] = [table(), table(), table()]
      const list: readonly Migration[] = [
        { version: 1, name: 'one', up: `create table ${one} (id bigint primary key)` },
        {
          version: 2,
          name: 'two',
          up: `create table ${two} (id bigint primary key);\ninsert into ${one} values (1);\n\ninsert into ${one} values (1);`,
        },
        { version: 3, name: 'three', up: `create table ${three} (id bigint primary key)` },
      ]
      const error = await refusal('migration', () => apply(list, { rehearse: 'never' }))
      expect(error.message).toMatch(/Cannot apply migration 2 "two", line 4/)
      expect(error.report as MigrationReport).toMatchObject({
        outcome: 'failed',
        applied: [{ version: 1 }],
        failed: { version: 2, line: 4, left: 'old', error: { code: 'duplicate' } },
        notRun: [{ version: 3, name: 'three' }],
      })
      expect([await has(one), await has(two), await has(three)]).toStrictEqual([true, false, false])
      expect(await context.db.all(sql`select * from ${sql.identifier(one)}`)).toStrictEqual([])
      expect((await migrations(list).status()).applied.map(({ version }) => version)).toStrictEqual([1])
      const mended = list.map((one) =>
        one.version === 2 ? { ...one, up: `create table ${two} (id bigint)` } : one,
      )
      expect((await apply(mended)).applied.map(({ version }) => version)).toStrictEqual([2, 3])
    },
  }),
  rule({
    id: 'migrations.failure.among-many',
    title: 'apply() of many that only make tables stops at the one that fails, as if each had gone by itself',
    needs,
    present: async (context) => {
      const { table, apply, migrations, has } = scratch(context)
      const names = Array.from({ length: 8 }, table)
      const texts = names.map(
        (name) => `create table ${name} (id bigint primary key); insert into ${name} values (1)`,
      )
      const listOf = (ups: readonly string[]): readonly Migration[] =>
        ups.map((up, index) => ({ version: index + 1, name: `step ${index}`, up }))
      const list = listOf(texts)
      const broken = listOf(texts.with(5, `${texts[5]!}, (1)`))
      const seen: number[] = []
      const error = await refusal('migration', () =>
        apply(broken, {
          rehearse: 'never',
          onProgress: ({ phase, version }) => {
            if (phase === 'apply' && version !== undefined) seen.push(version)
          },
        }),
      )
      expect(error.report as MigrationReport).toMatchObject({
        outcome: 'failed',
        applied: [1, 2, 3, 4, 5].map((version) => ({ version })),
        failed: { version: 6, left: 'old', error: { code: 'duplicate' } },
        notRun: [7, 8].map((version) => ({ version })),
      })
      expect(new Set(seen)).toStrictEqual(new Set([1, 2, 3, 4, 5, 6]))
      expect([await has(names[4]!), await has(names[5]!)]).toStrictEqual([true, false])
      expect((await apply(list)).applied.map(({ version }) => version)).toStrictEqual([6, 7, 8])
      const { applied } = await migrations(list).status()
      expect(applied.map(({ version, outcome, statements }) => [version, outcome, statements])).toStrictEqual(
        list.map(({ version }) => [version, 'applied', 2]),
      )
    },
  }),
  rule({
    id: 'migrations.failure.lenient',
    title: 'apply() keeps nothing of a migration whose error the engine would let pass',
    needs,
    present: async (context) => {
      const { table, apply, has } = scratch(context)
      const name = table()
      const up = `create table ${name} (id bigint);\nselect * from ${context.name()};\ninsert into ${name} values (1)`
      await refusal('migration', () => apply([{ version: 1, name: 'one', up }]))
      expect(await has(name)).toBe(false)
    },
  }),
  rule({
    id: 'migrations.failure.swallowed',
    title: 'apply() fails when code in a migration swallows the error of a statement',
    needs,
    present: async (context) => {
      const { table, apply, has } = scratch(context)
      const name = table()
      const up = [
        `create table ${name} (id bigint)`,
        run('swallow', async (tx) => {
          await tx.run(sql`insert into nothing_of_that_name values (1)`).catch(() => undefined)
        }),
      ]
      await refusal('migration', () => apply([{ version: 1, name: 'one', up }]))
      expect(await has(name)).toBe(false)
    },
  }),
  rule({
    id: 'migrations.failure.thrown',
    title: 'apply() rolls a migration back whose code throws, and hands on the error as cause',
    needs,
    present: async (context) => {
      const { table, apply, has } = scratch(context)
      const name = table()
      const thrown = new Error('no')
      const up = [`create table ${name} (id bigint)`, run('throw', () => Promise.reject(thrown))]
      const error = await refusal('migration', () => apply([{ version: 1, name: 'one', up }]))
      expect(error.cause).toBe(thrown)
      expect(await has(name)).toBe(false)
    },
  }),
  rule({
    id: 'migrations.failure.transaction-control',
    title: 'apply() of a text with a COMMIT of its own throws migration before anything runs',
    needs,
    present: async (context) => {
      const { table, apply, has } = scratch(context)
      const name = table()
      for (const control of ['commit', 'rollback', 'begin', 'END', '/* now */ Commit']) {
        const up = `create table ${name} (id bigint);\n${control};\nselect * from nowhere`
        const error = await refusal('migration', () => apply([{ version: 1, name: 'one', up }]))
        expect(error.message).toMatch(/line 2/)
        expect(await has(name)).toBe(false)
      }
    },
  }),
  rule({
    id: 'migrations.failure.assertions',
    title: 'apply() holds assert-before and assert-after, and rolls back where one does not hold',
    needs,
    present: async (context) => {
      const { table, apply, has } = scratch(context)
      const name = table()
      const up = (before: string, after: string): string =>
        `-- assert-before: select ${before}\n-- assert-after: select ${after} from ${name}\ncreate table ${name} (id bigint)`
      const before = await refusal('migration', () =>
        apply([{ version: 1, name: 'one', up: up('1 = 2', '1 = 1') }]),
      )
      expect(before.message).toMatch(/line 1, at "assert select 1 = 2"/)
      await refusal('migration', () => apply([{ version: 1, name: 'one', up: up('1 = 1', 'count(*) = 1') }]))
      expect(await has(name)).toBe(false)
      await apply([{ version: 1, name: 'one', up: up('1 = 1', 'count(*) = 0') }])
      expect(await has(name)).toBe(true)
    },
  }),
  rule({
    id: 'migrations.failure.aborted',
    title: 'apply({ signal }) that is aborted rolls the running migration back and throws cancelled',
    needs,
    present: async (context) => {
      const { table, apply, has } = scratch(context)
      const [one, two] = [table(), table()]
      const controller = new AbortController()
      const list: readonly Migration[] = [
        { version: 1, name: 'one', up: `create table ${one} (id bigint)` },
        {
          version: 2,
          name: 'two',
          up: [
            `create table ${two} (id bigint)`,
            run('abort', async () => controller.abort()),
            `insert into ${two} values (1)`,
          ],
        },
      ]
      const error = await refusal('cancelled', () =>
        apply(list, { signal: controller.signal, rehearse: 'never' }),
      )
      expect(error.report).toMatchObject({ applied: [{ version: 1 }], failed: { version: 2, left: 'old' } })
      expect([await has(one), await has(two)]).toStrictEqual([true, false])
    },
  }),
  rule({
    id: 'migrations.failure.aborted-between',
    title:
      'apply({ signal }) that is aborted between two migrations throws cancelled, whatever the reason is',
    needs,
    present: async (context) => {
      const { table, apply, has } = scratch(context)
      const [one, two] = [table(), table()]
      const controller = new AbortController()
      const reason = new Error('the host shuts down')
      const list: readonly Migration[] = [
        {
          version: 1,
          name: 'one',
          up: [
            run(
              'make',
              async (tx) => void (await tx.run(sql`create table ${sql.identifier(one)} (id bigint)`)),
            ),
          ],
        },
        { version: 2, name: 'two', up: `create table ${two} (id bigint)` },
      ]
      const error = await refusal('cancelled', () =>
        apply(list, {
          signal: controller.signal,
          rehearse: 'never',
          onProgress: ({ phase, version }) => {
            if (phase === 'apply' && version === 2) controller.abort(reason)
          },
        }),
      )
      expect(error.report).toMatchObject({ applied: [{ version: 1 }], failed: { version: 2, left: 'old' } })
      expect(error.cause).toMatchObject({ cause: reason })
      expect([await has(one), await has(two)]).toStrictEqual([true, false])
    },
  }),
  rule({
    id: 'migrations.failure.misuse',
    title: 'migrations() with a wrong source, option or version throws TypeError or RangeError',
    needs,
    present: async (context) => {
      const { db } = context
      const { table, migrations } = scratch(context)
      expect(await migrations([]).plan()).toMatchObject({ pending: [], problems: [] })
      expect(() => db.migrations({})).toThrow(TypeError)
      expect(() => db.migrations({ directory: 'a', migrations: [] })).toThrow(TypeError)
      expect(() => db.migrations({ migrations: [], folder: 'a' } as never)).toThrow(TypeError)
      const up = `create table ${table()} (id bigint)`
      for (const version of [0, -1, 1.5, Number.NaN])
        await expect(migrations([{ version, name: 'a', up }]).plan()).rejects.toThrow(RangeError)
      await expect(migrations([]).apply({ to: -1 })).rejects.toThrow(RangeError)
      await expect(migrations([]).apply({ whenLocked: 'wait' } as never)).rejects.toThrow(TypeError)
      await refusal('not-found', () => db.migrate({ directory: `/no/such/${context.name()}` }))
    },
  }),
]
