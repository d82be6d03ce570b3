import { sql, type BulkRow, type Database, type LogEvent, type Rules } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { manualClock, type ManualClock } from '../../manual-clock.ts'
import { rule, type Rule } from '../../rule.ts'
import { p99 } from '../p99.ts'
import { pruned, slowestPrune } from '../slowest-prune.ts'

/** How many statements each of these takes. */
const reads: Record<string, (rules: Rules, now: number) => Promise<unknown>> = {
  effective: (rules) => rules.effective('k', { scopes: ['a', 'b', 'c'] }),
  'effective as of': (rules, now) => rules.effective('k', { at: 5, asOf: now, scopes: ['a'] }),
  effectiveAll: (rules) => rules.effectiveAll({ limit: 10 }),
  timeline: (rules) => rules.timeline('k'),
  history: (rules) => rules.history('k'),
}

const counting = async (context: Context, events: LogEvent[]): Promise<Rules> => {
  const db = await context.open({ log: (event) => event.event === 'statement' && events.push(event) })
  return db.tenant(context.tenant).rules('prices')
}

const price = { type: 'price' } as const
const keyOf = (index: number): string => `k${String(index).padStart(7, '0')}`

/** Makes many of the rows of one key, as `put` would. */
const multiply = async (db: Database, count: number): Promise<void> => {
  const one = (await db.all(sql`select * from holdfast_rules where rule = ${keyOf(0)}`)) as readonly BulkRow[]
  const copies = function* (): Generator<BulkRow> {
    for (let index = 1; index < count; index += 1)
      for (const row of one)
        yield Object.fromEntries(
          Object.entries(row).map(([column, value]) => [
            column,
            typeof value === 'string' ? value.replaceAll(keyOf(0), keyOf(index)) : value,
          ]),
        )
  }
  await db.bulkInsert('holdfast_rules', copies())
}

const superseded =
  (db: Database, clock: ManualClock) =>
  async (round: number): Promise<() => Promise<number>> => {
    const rules = db.rules(`round ${round}`)
    await db.run(sql`delete from holdfast_rules where rule like ${'k00000%'}`)
    await rules.put(keyOf(0), { rate: 1 }, { from: 0 })
    await rules.end(keyOf(0), { at: 0 })
    await multiply(db, pruned)
    clock.advance(1)
    return () => rules.prune({ supersededBefore: clock() })
  }

export const ruleCosts: readonly Rule[] = [
  rule({
    id: 'rules.statements',
    title: 'rules.effective(), effectiveAll(), timeline() and history() are one statement each, put() four',
    needs: ['sql'],
    present: async (context) => {
      const events: LogEvent[] = []
      const rules = await counting(context, events)
      events.length = 0
      await rules.put('k', 1, { from: 0, scope: 'a' })
      const inPut = events.filter(({ attributes }) => /holdfast_rules/.test(JSON.stringify(attributes)))
      expect(inPut).toHaveLength(4)
      for (const [name, read] of Object.entries(reads)) {
        events.length = 0
        await read(rules, Date.now())
        expect(events, name).toHaveLength(1)
      }
    },
    absent: async (context) => {
      const events: LogEvent[] = []
      const rules = await counting(context, events)
      await rules.put('k', 1, { from: 0 })
      for (const read of Object.values(reads)) await read(rules, Date.now())
      expect(events).toStrictEqual([])
    },
  }),
  rule({
    id: 'rules.ceilings',
    title:
      'at a million rules: effective within 10 ms, a page of 100 within 50, put within 100, prune of 10 000 within 1 000, each p99',
    needs: ['persistent'],
    tier: 'certification',
    timeout: 900_000,
    present: async (context) => {
      const clock = manualClock()
      const { db } = await context.fresh({ clock })
      const rules = db.rules('prices')
      await rules.put(keyOf(0), { rate: 1 }, { ...price, from: 0 })
      await multiply(db, 1_000_000)
      const at = (): string => keyOf(context.random.whole(1_000_000))
      const measured = {
        effective: await p99(1_000, () => rules.effective(at(), { ...price, at: 5, scopes: ['user:7'] })),
        page: await p99(200, () => rules.effectiveAll({ ...price, at: 5, limit: 100, after: at() })),
        put: await p99(300, () =>
          rules.put(at(), { changed: true }, { ...price, from: 6, onOverlap: 'truncate' }),
        ),
        prune: await slowestPrune(superseded(db, clock)),
      }
      context.note('speed', 'rules: p99 in milliseconds at a million', measured)
      expect(measured.effective).toBeLessThan(10)
      expect(measured.page).toBeLessThan(50)
      expect(measured.put).toBeLessThan(100)
      expect(measured.prune).toBeLessThan(1_000)
    },
    absent: async (context) => {
      const rules = context.session.rules('prices')
      for (let index = 0; index < 1_000; index += 1) await rules.put(keyOf(index), index, { from: 0 })
      expect(await p99(100, () => rules.effective(keyOf(50), { at: 5 }))).toBeLessThan(10)
    },
  }),
]
