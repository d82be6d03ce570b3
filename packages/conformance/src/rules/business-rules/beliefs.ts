import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { spansOf } from './spans.ts'

export const ruleBeliefs: readonly Rule[] = [
  rule({
    id: 'rules.as-of',
    title:
      'rules.effective() and timeline() answer by what was believed at an instant, whatever was put right since',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const rules = session.rules('prices')
      const first = clock()
      await rules.put('k', 'a', { from: 0 })
      clock.advance(10)
      await rules.put('k', 'b', { from: 100, until: 200, onOverlap: 'split' })
      clock.advance(10)
      await rules.end('k', { at: 300 })
      clock.advance(10)
      const at = async (asOf: number): Promise<string[]> => spansOf(await rules.timeline('k', { asOf }))
      expect(await at(first - 1)).toStrictEqual([])
      expect(await at(first)).toStrictEqual(['0– a'])
      expect(await at(first + 9)).toStrictEqual(['0– a'])
      expect(await at(first + 10)).toStrictEqual(['0–100 a', '100–200 b', '200– a'])
      expect(await at(first + 19)).toStrictEqual(['0–100 a', '100–200 b', '200– a'])
      expect(await at(first + 20)).toStrictEqual(['0–100 a', '100–200 b', '200–300 a'])
      expect(await at(first + 9_999)).toStrictEqual(['0–100 a', '100–200 b', '200–300 a'])
      const body = async (asOf: number | undefined): Promise<unknown> => {
        const options = { at: 150, ...(asOf === undefined ? {} : { asOf: new Date(asOf) }) }
        const all = await rules.effectiveAll(options)
        const one = await rules.effective('k', options)
        expect(all).toStrictEqual(one === undefined ? [] : [one])
        return one?.body
      }
      const seen = [
        await body(first - 1),
        await body(first + 9),
        await body(first + 10),
        await body(undefined),
      ]
      expect(seen).toStrictEqual([undefined, 'a', 'b', 'b'])
    },
  }),
  rule({
    id: 'rules.history',
    title: 'rules.history() and changesBetween() show every record, when it came and when it was superseded',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const rules = session.rules('prices')
      const first = clock()
      const a = await rules.put('k', 'a', { from: 0 })
      clock.advance(10)
      const b = await rules.put('k', 'b', { from: 5, onOverlap: 'truncate' })
      await rules.put('k', 'u', { from: 5, scope: 'u' })
      clock.advance(10)
      await rules.put('other', 'o', { from: 0 })
      await rules.end('k', { at: 5 })
      const day = (offset: number): Date => new Date(first + offset)
      const of = (id: string, span: object, recordedAt: number, supersededAt?: number): object => ({
        id,
        ...span,
        recordedAt: day(recordedAt),
        ...(supersededAt === undefined ? {} : { supersededAt: day(supersededAt) }),
      })
      const history = await rules.history('k')
      expect(history.filter(({ scope }) => scope === '')).toMatchObject([
        of(a, { from: new Date(0) }, 0, 10),
        of(a, { from: new Date(0), until: new Date(5) }, 10),
        of(b, { from: new Date(5) }, 10, 20),
      ])
      expect(history).toHaveLength(4)
      const between = async (from: number, until: number, more?: object): Promise<string[]> =>
        spansOf(await rules.changesBetween(day(from), day(until), more))
      expect(await between(-10, 0)).toStrictEqual([])
      expect(await between(0, 1)).toStrictEqual(['0– a'])
      expect(await between(10, 20)).toStrictEqual(['0– a', '0–5 a', '5– b', '5– u'])
      expect(await between(11, 21)).toStrictEqual(['5– b', '0– o'])
      expect(await between(11, 21, { key: 'other' })).toStrictEqual(['0– o'])
      expect(await between(0, 100, { type: 'none' })).toStrictEqual([])
    },
  }),
  rule({
    id: 'rules.clock-goes-back',
    title: 'rules.put() by a clock that goes back never makes two rules believed at once',
    present: async (context) => {
      const { session, clock } = await context.timed()
      const rules = session.rules('prices')
      const first = clock()
      await rules.put('k', 'a', { from: 0 })
      clock.advance(100)
      await rules.end('k', { at: 0 })
      clock.advance(-50)
      await rules.put('k', 'b', { from: 0 })
      clock.advance(-50)
      await rules.put('k', 'c', { from: 0, onOverlap: 'truncate' })
      for (const asOf of [0, 49, 50, 99, 100, 101].map((offset) => first + offset)) {
        const timeline = await rules.timeline('k', { asOf })
        expect(timeline.length, String(asOf - first)).toBeLessThanOrEqual(1)
      }
      for (const { recordedAt, supersededAt } of await rules.history('k'))
        expect((supersededAt ?? recordedAt) >= recordedAt).toBe(true)
      expect((await rules.effective('k', { at: 0, asOf: first + 99 }))?.body).toBe('a')
      expect((await rules.effective('k', { at: 0, asOf: first + 100 }))?.body).toBe('c')
      expect((await rules.effective('k', { at: 0 }))?.body).toBe('c')
      clock.set(first + 200)
    },
  }),
]
