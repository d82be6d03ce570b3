import type { StandardSchema } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const rateSchema: StandardSchema<{ rate: number }> = {
  '~standard': {
    version: 1,
    vendor: 'conformance',
    validate: (value) =>
      typeof (value as { rate?: unknown } | null)?.rate === 'number'
        ? { value: value as { rate: number } }
        : { issues: [{ message: `no rate in ${JSON.stringify(value)}`, path: ['rate'] }] },
  },
}

export const rulePlaces: readonly Rule[] = [
  rule({
    id: 'rules.apart',
    title: 'rules of other keys, types, scopes, stores and tenants never meet, however they are spelt',
    present: async (context) => {
      const { session } = context
      const names = ['k', 'k\u0001', 'k\u0001k', 'k\u0002', 'k%', '_', '\'"\\', 'é😀', '__proto__'] as const
      const name = 'o\'"\\%_'
      const rules = session.rules(name)
      for (const key of names)
        for (const scope of [undefined, ...names])
          await rules.put(key, [key, scope ?? null], {
            from: 0,
            type: key,
            ...(scope === undefined ? {} : { scope }),
          })
      await session.rules(`${name}2`).put('k', 'store', { from: 0, type: 'k' })
      await context.db.tenant(context.name()).rules(name).put('k', 'tenant', { from: 0, type: 'k' })
      await rules.put('k', 'no type', { from: 0 })
      for (const key of names) {
        const body = async (scopes: string[]): Promise<unknown> =>
          (await rules.effective(key, { type: key, scopes, at: 5 }))?.body
        expect(await body([])).toStrictEqual([key, null])
        for (const scope of names) expect(await body([scope])).toStrictEqual([key, scope])
        expect(await rules.timeline(key, { type: key, scope: '_' })).toHaveLength(1)
        expect(await rules.history(key, { type: key })).toHaveLength(names.length + 1)
        expect(await rules.effectiveAll({ type: key, at: 5 })).toHaveLength(1)
      }
      expect((await rules.effective('k', { at: 5 }))?.body).toBe('no type')
      expect(await session.rules(`${name}2`).effectiveAll({ at: 5 })).toStrictEqual([])
    },
  }),
  rule({
    id: 'rules.schema',
    title: 'rules() with a schema checks a body when it is put and when it is read, and quotes none',
    present: async ({ session }) => {
      const rules = session.rules('rates', { schema: rateSchema })
      const secret = 'a body that no message quotes'
      const error = await refusal('invalid-value', () => rules.put('k', secret as never, { from: 0 }))
      expect(error.message).not.toContain(secret)
      await rules.put('k', { rate: 1 }, { from: 0, until: 10 })
      await session.rules('rates').put('k', { rate: '1' }, { from: 10 })
      expect((await rules.effective('k', { at: 9 }))?.body.rate).toBe(1)
      await refusal('invalid-value', () => rules.effective('k', { at: 10 }))
      await refusal('invalid-value', () => rules.timeline('k'))
      expect(await session.rules('rates').timeline('k')).toHaveLength(2)
    },
  }),
  rule({
    id: 'rules.bodies',
    title: 'rules.put() keeps any JSON value as it is, null and false too',
    present: async ({ session }) => {
      const rules = session.rules('bodies')
      const bodies = [null, false, 0, '', [], {}, { a: [null, { b: 'é😀' }] }, 'x'.repeat(20_000)]
      for (const [index, body] of bodies.entries()) await rules.put(`k${index}`, body, { from: 0 })
      for (const [index, body] of bodies.entries())
        expect((await rules.effective(`k${index}`, { at: 0 }))?.body).toStrictEqual(body)
    },
  }),
  rule({
    id: 'rules.misuse',
    title: 'rules() refuses what can never be right, and writes nothing then',
    present: async ({ session, limits }) => {
      const rules = session.rules('prices')
      const put = (key: unknown, options: unknown) => () => rules.put(key as string, 1, options as never)
      await misuse(() => session.rules(''))
      await misuse(() => session.rules('prices', { schema: {} as never }))
      await misuse(put('', { from: 0 }))
      await misuse(put(7, { from: 0 }))
      await misuse(put('k', undefined))
      await misuse(put('k', {}))
      await misuse(put('k', { from: '2026-01-01' }))
      await misuse(put('k', { from: new Date(Number.NaN) }))
      await misuse(put('k', { from: 0.5 }))
      await misuse(put('k', { from: 8_640_000_000_000_000 }))
      await misuse(put('k', { from: 0, until: null }))
      await misuse(put('k', { from: 0, until: 0 }))
      await misuse(put('k', { from: 0, until: -1 }))
      await misuse(put('k', { from: 0, priority: 0.5 }))
      await misuse(put('k', { from: 0, priority: 1_000_001 }))
      await misuse(put('k', { from: 0, scope: '' }))
      await misuse(put('k', { from: 0, onOverlap: 'merge' }))
      await misuse(put('k', { from: 0, overlap: 'split' }))
      await misuse(() => rules.end('k', {} as never))
      await misuse(() => rules.end('k', undefined as never))
      await misuse(() => rules.effective(''))
      await misuse(() => rules.effective('k', { scopes: 'a' as never }))
      await misuse(() => rules.effective('k', { scopes: Array.from({ length: 17 }, (_, n) => `s${n}`) }))
      await misuse(() => rules.effective('k', { when: 0 } as never))
      await misuse(() => rules.effectiveAll({ limit: 0 }))
      await misuse(() => rules.effectiveAll({ limit: 1_001 }))
      await misuse(() => rules.timeline('k', { scopes: [] } as never))
      await misuse(() => rules.changesBetween(0, undefined as never))
      await misuse(() => rules.prune(undefined as never))
      await misuse(() => rules.prune({} as never))
      await refusal('invalid-value', () => rules.put('k', undefined as never, { from: 0 }))
      await refusal('invalid-value', () => rules.put('k', Number.NaN, { from: 0 }))
      await refusal('invalid-value', put('\uD800', { from: 0 }))
      await refusal('too-large', () => rules.put('k', 'x'.repeat(limits.valueBytes), { from: 0 }))
      await refusal('too-large', put('k'.repeat(470), { from: 0, scope: 'u'.repeat(10) }))
      expect(await rules.effectiveAll({ at: 0 })).toStrictEqual([])
      expect(await rules.changesBetween(-8_000_000_000_000_000, 8_000_000_000_000_000)).toStrictEqual([])
    },
  }),
]
