import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

/** The first milliseconds and the last ones before and after which a rule is effective. */
const boundaries: readonly (readonly [string, string, string])[] = [
  // Where clocks of towns are put forward or back, an hour is missing or comes twice; in UTC it does neither.
  ['the summer time of Berlin begins', '2026-03-29T01:00:00.000Z', '2026-03-29T01:00:00.001Z'],
  ['the summer time of New York ends', '2026-11-01T05:59:59.999Z', '2026-11-01T06:00:00.000Z'],
  ['a leap day', '2028-02-29T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
  ['no leap day', '2100-02-28T23:59:59.999Z', '2100-03-01T00:00:00.000Z'],
  ['before 1970', '1969-12-31T23:59:59.998Z', '1970-01-01T00:00:00.000Z'],
  ['long ago', '-002000-02-29T00:00:00.000Z', '0000-01-01T00:00:00.000Z'],
]

export const ruleEffects: readonly Rule[] = [
  rule({
    id: 'rules.half-open',
    title: 'rules.effective() finds a rule from its first instant until the one before its end, in UTC',
    present: async ({ session }) => {
      const rules = session.rules<string>('prices')
      for (const [key, from, until] of boundaries) {
        const [first, end] = [Date.parse(from), Date.parse(until)]
        const id = await rules.put(key, key, { from: new Date(from), until: end })
        const at = async (instant: number): Promise<unknown> =>
          (await rules.effective(key, { at: instant }))?.body
        const around = [await at(first - 1), await at(first), await at(end - 1), await at(end)]
        expect(around, key).toStrictEqual([undefined, key, key, undefined])
        const found = await rules.effective(key, { at: new Date(first) })
        expect([found?.id, found?.from, found?.until, found?.key]).toStrictEqual([
          id,
          new Date(first),
          new Date(end),
          key,
        ])
      }
    },
  }),
  rule({
    id: 'rules.open-end',
    title: 'rules.put() without an end is effective for ever',
    present: async ({ session }) => {
      const rules = session.rules('prices')
      await rules.put('k', 1, { from: 0 })
      const last = 8_640_000_000_000_000 - 1
      const found = await rules.effective('k', { at: last })
      expect(found).toMatchObject({ body: 1, from: new Date(0), scope: '', type: '', priority: 0 })
      expect(Object.keys(found ?? {})).not.toContain('until')
      expect(Object.keys(found ?? {})).not.toContain('supersededAt')
      expect(await rules.effective('k', { at: -1 })).toBeUndefined()
    },
  }),
  rule({
    id: 'rules.now',
    title: 'rules.effective() without an instant judges by the time of the statement, at t−1, t and t+1',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const rules = session.rules('prices')
      const from = clock() + 10
      await rules.put('k', 1, { from, until: from + 2 })
      const seen = async (): Promise<unknown[]> => [
        (await rules.effective('k'))?.body,
        (await rules.effectiveAll()).length,
      ]
      clock.advance(9)
      expect(await seen()).toStrictEqual([undefined, 0])
      clock.advance(1)
      expect(await seen()).toStrictEqual([1, 1])
      await session.transaction(async (tx) => {
        expect((await tx.rules('prices').effective('k'))?.body).toBe(1)
        clock.advance(2)
        expect(await tx.rules('prices').effective('k')).toBeUndefined()
      })
      clock.advance(-1)
      expect(await seen()).toStrictEqual([1, 1])
    },
  }),
  rule({
    id: 'rules.precedence',
    title: 'rules.effective() takes the most specific scope first, and there the highest priority',
    present: async ({ session }) => {
      const rules = session.rules('prices')
      const put = (body: string, scope: string | undefined, priority: number, until?: number) =>
        rules.put('k', body, {
          from: 0,
          priority,
          ...(scope === undefined ? {} : { scope }),
          ...(until === undefined ? {} : { until }),
        })
      await put('all', undefined, 0)
      await put('all high', undefined, 1_000_000, 50)
      await put('all low', undefined, -1_000_000)
      await put('team', 'team:3', 0, 30)
      await put('team high', 'team:3', 10, 20)
      await put('user', 'user:7', -5, 10)
      await rules.put('k2', 'user of another key', { from: 0, scope: 'user:7' })
      const seen = async (at: number, scopes?: string[]): Promise<unknown> =>
        (await rules.effective('k', { at, ...(scopes === undefined ? {} : { scopes }) }))?.body
      const scopes = ['user:7', 'team:3', 'nobody']
      expect([await seen(0), await seen(49), await seen(50)]).toStrictEqual(['all high', 'all high', 'all'])
      const over = [
        await seen(9, scopes),
        await seen(19, scopes),
        await seen(29, scopes),
        await seen(30, scopes),
      ]
      expect(over).toStrictEqual(['user', 'team high', 'team', 'all high'])
      expect(await seen(5, ['team:3', 'user:7'])).toBe('team high')
      expect(await seen(5, ['team'])).toBe('all high')
    },
  }),
  rule({
    id: 'rules.by-type',
    title: 'rules.effectiveAll() gives the effective rule of every key of a type, a page at a time',
    present: async ({ session }) => {
      const rules = session.rules('prices')
      const keys = ['a', 'a\u0001', 'ab', 'b%', 'é', '😀']
      for (const key of keys) {
        await rules.put(key, `${key} one`, { from: 0, until: 10, type: 'price' })
        for (const priority of [1, 2, 3])
          await rules.put(key, `${key} u${priority}`, { from: 5, type: 'price', scope: 'u', priority })
        await rules.put(key, `${key} other type`, { from: 0, type: 'price2' })
      }
      await rules.put('gone', 1, { from: 0, until: 5, type: 'price' })
      const bodies = async (at: number, more: object): Promise<unknown[]> =>
        (await rules.effectiveAll({ type: 'price', at, ...more })).map(({ body }) => body)
      const inOrder = ['a one', 'a\u0001 one', 'ab one', 'b% one', 1, 'é one', '😀 one']
      expect(await bodies(4, {})).toStrictEqual(inOrder)
      expect(await bodies(5, {})).toStrictEqual(keys.map((key) => `${key} one`))
      expect(await bodies(10, {})).toStrictEqual([])
      const paged: unknown[] = []
      let after: string | undefined
      for (;;) {
        const page = await rules.effectiveAll({
          type: 'price',
          at: 7,
          scopes: ['u'],
          limit: 2,
          ...(after === undefined ? {} : { after }),
        })
        paged.push(...page.map(({ body }) => body))
        if (page.length < 2) break
        after = page.at(-1)!.key
      }
      expect(paged).toStrictEqual(keys.map((key) => `${key} u3`))
      expect(await rules.effectiveAll({ at: 5 })).toStrictEqual([])
    },
  }),
]
