import {
  defineTable,
  integer,
  sql,
  text,
  timestamp,
  type HalfwayStep,
  type Migration,
  type MigrationProgress,
} from '@holdfast/core'
import { backfill } from '@holdfast/core/migration'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch, type Scratch } from './scratch.ts'

const needs = ['sql'] as const

interface Filling extends Scratch {
  readonly list: readonly Migration[]
  done(): Promise<number>
}

/** Thirty rows that a backfill changes in three batches, each once. */
const filling = (context: Context): Filling => {
  const made = scratch(context)
  const name = made.table()
  const rows = Array.from({ length: 30 }, (_, id) => `(${id}, 0)`)
  return {
    ...made,
    list: [
      {
        version: 1,
        name: 'make',
        up: `create table ${name} (id integer primary key, n integer not null); insert into ${name} values ${rows.join(', ')}`,
      },
      { version: 2, name: 'fill', up: [backfill(name, { set: { n: 'n + 1' }, batch: 10 })] },
    ],
    done: async () =>
      Number((await context.db.first(sql`select sum(n) as n from ${sql.identifier(name)}`))!['n']),
  }
}

export const paceRules: readonly Rule[] = [
  rule({
    id: 'migrations.pace.throttle',
    title:
      'apply({ throttle }) is asked between the batches of a backfill, while what was done is there for everybody',
    needs,
    present: async (context) => {
      const { apply, list, done } = filling(context)
      const seen: unknown[] = []
      await apply(list, {
        rehearse: 'never',
        throttle: async (progress) => void seen.push([progress.done, progress.total, await done()]),
      })
      expect(seen).toStrictEqual([
        [10, 30, 10],
        [20, 30, 20],
        [30, 30, 30],
      ])
    },
  }),
  rule({
    id: 'migrations.pace.stopped',
    title:
      'apply() goes on behind the last batch after a throttle that threw, or a signal that ended its wait',
    needs,
    present: async (context) => {
      const { apply, list, done } = filling(context)
      const thrown = new Error('the replica is too far behind')
      const error = await refusal('migration', () =>
        apply(list, { rehearse: 'never', throttle: () => Promise.reject(thrown) }),
      )
      expect(error.cause).toBe(thrown)
      expect(await done()).toBe(10)
      const controller = new AbortController()
      await refusal('cancelled', () =>
        apply(list, {
          signal: controller.signal,
          throttle: () => {
            controller.abort()
            return new Promise(() => undefined)
          },
        }),
      )
      expect(await done()).toBe(20)
      await apply(list)
      expect(await done()).toBe(30)
    },
  }),
  rule({
    id: 'migrations.pace.heard-of',
    title: 'diagnose() tells of a backfill when its last batch was and how many runs went on with it',
    needs,
    present: async (context) => {
      const { apply, migrations, ledger, list } = filling(context)
      const steps = defineTable(
        `${ledger}_steps`,
        { line: text(), version: integer(), step: integer(), at: timestamp() },
        { primaryKey: ['line', 'version', 'step'] },
      )
      const halfway = async (): Promise<HalfwayStep> => (await migrations(list).diagnose()).halfway[0]!
      const long = new Date('2001-02-03T04:05:06Z')
      for (const attempt of [1, 2]) {
        await refusal('migration', () =>
          apply(list, { rehearse: 'never', throttle: () => Promise.reject(new Error('enough')) }),
        )
        const { at, ...step } = await halfway()
        expect(step).toMatchObject({ version: 2, attempt, done: 10 * attempt, total: 30 })
        expect(at.getTime()).toBeGreaterThan(long.getTime())
        await context.db.records(steps).updateWhere({ version: 2 }, { at: long })
        expect((await halfway()).at).toEqual(long)
      }
      await apply(list)
      const row = await context.db.first(
        sql`select attempt from ${sql.identifier(`${ledger}_steps`)} where version = 2`,
      )
      expect(row).toEqual({ attempt: 3 })
    },
  }),
  rule({
    id: 'migrations.pace.remaining',
    title: 'apply() tells about how long a backfill still takes, and nothing is left after its last batch',
    needs,
    present: async (context) => {
      const { apply, list } = filling(context)
      const told: MigrationProgress[] = []
      await apply(list, {
        rehearse: 'never',
        onProgress: (progress) => progress.phase === 'backfill' && told.push(progress),
      })
      expect(told.map(({ done }) => done)).toStrictEqual([10, 20, 30])
      expect(told.every(({ remaining }) => Number.isInteger(remaining) && remaining! >= 0)).toBe(true)
      expect(told.at(-1)!.remaining).toBe(0)
      await expect(apply(list, { throttle: 100 } as never)).rejects.toThrow(TypeError)
    },
  }),
]
