import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { spansOf } from './spans.ts'

export const ruleChanges: readonly Rule[] = [
  rule({
    id: 'rules.reject',
    title: 'rules.put() throws overlap where another rule is effective, and changes nothing',
    present: async ({ session }) => {
      const rules = session.rules('prices')
      await rules.put('k', 'a', { from: 10, until: 20 })
      const secret = 'a body that no message quotes'
      for (const [from, until] of [
        [0, 11],
        [0, 30],
        [10, 20],
        [12, 13],
        [19, 21],
        [0, undefined],
        [19, undefined],
      ] as const) {
        const error = await refusal('overlap', () =>
          rules.put('k', secret, { from, ...(until === undefined ? {} : { until }), onOverlap: 'reject' }),
        )
        expect(error.message).not.toContain(secret)
        expect(error.retryable).toBe(false)
      }
      expect(spansOf(await rules.timeline('k'))).toStrictEqual(['10–20 a'])
      await rules.put('k', 'before', { from: 0, until: 10 })
      await rules.put('k', 'behind', { from: 20 })
      await refusal('overlap', () => rules.put('k', secret, { from: 9_999 }))
      expect(spansOf(await rules.timeline('k'))).toStrictEqual(['0–10 before', '10–20 a', '20– behind'])
      expect(await rules.history('k')).toHaveLength(3)
    },
  }),
  rule({
    id: 'rules.truncate',
    title: 'rules.put() with truncate shortens what is in the way and leaves one piece of it at most',
    present: async ({ session }) => {
      const rules = session.rules('prices')
      await rules.put('k', 'a', { from: 0 })
      await rules.put('k', 'b', { from: 10, until: 20, onOverlap: 'truncate' })
      expect(spansOf(await rules.timeline('k'))).toStrictEqual(['0–10 a', '10–20 b'])
      await rules.put('k', 'c', { from: 30, until: 40 })
      await rules.put('k', 'd', { from: 50 })
      await rules.put('k', 'e', { from: 15, until: 60, onOverlap: 'truncate' })
      expect(spansOf(await rules.timeline('k'))).toStrictEqual(['0–10 a', '10–15 b', '15–60 e', '60– d'])
      await rules.put('k', 'f', { from: -5, onOverlap: 'truncate' })
      expect(spansOf(await rules.timeline('k'))).toStrictEqual(['-5– f'])
    },
  }),
  rule({
    id: 'rules.split',
    title: 'rules.put() with split leaves what is before and behind it effective as it was',
    present: async ({ session }) => {
      const rules = session.rules('prices')
      const id = await rules.put('k', 'a', { from: 0 })
      await rules.put('k', 'b', { from: 10, until: 20, onOverlap: 'split' })
      await rules.put('k', 'c', { from: 15, until: 30, onOverlap: 'split' })
      expect(spansOf(await rules.timeline('k'))).toStrictEqual(['0–10 a', '10–15 b', '15–30 c', '30– a'])
      const pieces = (await rules.timeline('k')).filter(({ body }) => body === 'a')
      expect(pieces.map((piece) => piece.id)).toStrictEqual([id, id])
      await rules.put('k', 'd', { from: 0, until: 10, onOverlap: 'split' })
      expect(spansOf(await rules.timeline('k'))).toStrictEqual(['0–10 d', '10–15 b', '15–30 c', '30– a'])
    },
  }),
  rule({
    id: 'rules.end',
    title: 'rules.end() ends the rule that is effective at an instant, and leaves those that begin later',
    present: async ({ session }) => {
      const rules = session.rules('prices')
      await rules.put('k', 'a', { from: 0, until: 10 })
      await rules.put('k', 'b', { from: 20 })
      await rules.put('k', 'high', { from: 0, priority: 1 })
      expect(await rules.end('k', { at: 5 })).toBe(true)
      expect(await rules.end('k', { at: 5 })).toBe(false)
      expect(await rules.end('k', { at: -1 })).toBe(false)
      expect(await rules.end('k', { at: 10 })).toBe(false)
      expect(await rules.end('k', { at: 5, scope: 'u' })).toBe(false)
      expect(await rules.end('k', { at: 5, type: 't' })).toBe(false)
      expect(spansOf(await rules.timeline('k'))).toStrictEqual(['0– high', '0–5 a', '20– b'])
      // At its first instant: it never was.
      expect(await rules.end('k', { at: 20 })).toBe(true)
      expect(await rules.end('k', { at: 7, priority: 1 })).toBe(true)
      expect(spansOf(await rules.timeline('k'))).toStrictEqual(['0–7 high', '0–5 a'])
      await rules.put('k', 'c', { from: 5 })
      expect((await rules.effective('k', { at: 7 }))?.body).toBe('c')
    },
  }),
]
