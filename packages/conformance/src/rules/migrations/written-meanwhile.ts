import { integer, sql, type Migration, type MigrationStep } from '@holdfast/core'
import { addColumn, setNotNull } from '@holdfast/core/migration'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'

const needs = ['sql'] as const

/** Stops a run before the `nth` step, writes a row as an older version of the application would, and runs it to the end. */
const stoppedAt = async (
  context: Context,
  columns: string,
  step: (table: string) => MigrationStep,
  nth: number,
): Promise<readonly unknown[]> => {
  const { db } = context
  const { table, apply } = scratch(context)
  const name = table()
  const list: readonly Migration[] = [
    {
      version: 1,
      name: 'make',
      up: `create table ${name} (id integer primary key${columns}); insert into ${name} (id) values (1), (2)`,
    },
    { version: 2, name: 'change', up: [step(name)] },
  ]
  await apply([list[0]!])
  const controller = new AbortController()
  let steps = 0
  const options = {
    rehearse: 'never',
    signal: controller.signal,
    onProgress: (progress: { phase: string; step?: string }) => {
      if (progress.phase !== 'apply' || progress.step === undefined) return
      steps += 1
      if (steps === nth) controller.abort()
    },
  } as const
  await refusal('cancelled', () => apply(list, options))
  await db.run(sql`insert into ${sql.identifier(name)} (id) values (3)`)
  await apply(list)
  await refusal('not-null', () => db.run(sql`insert into ${sql.identifier(name)} (id, n) values (4, null)`))
  const rows = await db.all(sql`select n from ${sql.identifier(name)} order by id`)
  return rows.map(({ n }) => n)
}

export const writtenMeanwhileRules: readonly Rule[] = [
  rule({
    id: 'migrations.steps.written-meanwhile',
    title:
      'addColumn() and setNotNull() with a value for rows that are there give it to rows that others write until the promise holds',
    needs,
    present: async (context) => {
      const ofColumn = (name: string): MigrationStep =>
        addColumn(name, 'n', integer(), { backfill: 'id * 2' })
      for (const nth of [2, 3]) expect(await stoppedAt(context, '', ofColumn, nth)).toStrictEqual([2, 4, 6])
      const ofPromise = (name: string): MigrationStep => setNotNull(name, 'n', { fill: 'id * 2' })
      expect(await stoppedAt(context, ', n integer', ofPromise, 2)).toStrictEqual([2, 4, 6])
    },
  }),
  rule({
    id: 'migrations.steps.default-meanwhile',
    title: 'addColumn() with backfill and a default leaves no row without value that others write meanwhile',
    needs,
    present: async (context) => {
      const step = (name: string): MigrationStep =>
        addColumn(name, 'n', integer().default(7), { backfill: 'id * 2' })
      for (const nth of [2, 3]) {
        const [first, second, third] = await stoppedAt(context, '', step, nth)
        expect([first, second]).toStrictEqual([2, 4])
        expect([6, 7]).toContain(third)
      }
    },
  }),
]
