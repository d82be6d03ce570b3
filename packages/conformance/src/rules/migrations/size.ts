import { sql } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'

/** Counts the turns of the event loop while something runs. A millisecond passes with each look at the time, so that a fast machine gives as many as a slow one. */
const turnsDuring = async (work: () => Promise<unknown>): Promise<number> => {
  let turns = 0
  let isOver = false
  const spin = (): void => {
    turns += 1
    if (!isOver) setImmediate(spin)
  }
  setImmediate(spin)
  const { now } = performance
  let looks = 0
  performance.now = () => now.call(performance) + ++looks
  try {
    await work()
  } finally {
    performance.now = now
    isOver = true
  }
  return turns
}

const inserts = (name: string, count: number, words: string): string =>
  [
    `create table ${name} (id integer primary key, word varchar(200))`,
    ...Array.from({ length: count }, (_, id) => `insert into ${name} (id, word) values (${id}, '${words}')`),
  ].join(';\n')

export const sizeRules: readonly Rule[] = [
  rule({
    id: 'migrations.size.event-loop',
    title: 'apply() of a text of two thousand statements lets the event loop turn, and can be stopped in it',
    needs: ['sql'],
    timeout: 120_000,
    present: async (context) => {
      const { table, apply, has } = scratch(context)
      const name = table()
      const list = [{ version: 1, name: 'many', up: inserts(name, 2_000, 'x') }]
      const controller = new AbortController()
      await refusal('cancelled', async () => {
        const running = apply(list, { signal: controller.signal, onProgress: () => setImmediate(stop) })
        const stop = (): void => controller.abort()
        return running
      })
      expect(await has(name)).toBe(false)
      expect(await turnsDuring(() => apply(list))).toBeGreaterThan(60)
      expect(await context.db.all(sql`select count(*) as n from ${sql.identifier(name)}`)).toStrictEqual([
        { n: 2_000 },
      ])
    },
  }),
  rule({
    id: 'migrations.size.text',
    title: 'apply() takes a text of ten megabytes and a hundred thousand statements as one migration',
    needs: ['sql'],
    tier: 'certification',
    present: async (context) => {
      const { table, apply, migrations } = scratch(context)
      const name = table()
      const up = inserts(name, 100_000, 'x'.repeat(60))
      const list = [{ version: 1, name: 'many', up }]
      const start = performance.now()
      await apply(list)
      context.note('migrations', 'textOfTenMegabytesMilliseconds', Math.round(performance.now() - start))
      expect(await context.db.all(sql`select count(*) as n from ${sql.identifier(name)}`)).toStrictEqual([
        { n: 100_000 },
      ])
      expect((await migrations(list).status()).applied).toMatchObject([{ statements: 100_001 }])
    },
  }),
]
