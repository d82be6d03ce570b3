import { expect } from 'vitest'
import { misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { callers } from './callers.ts'

export const keyValueConditions: readonly Rule[] = [
  rule({
    id: 'key-value.if-absent.once',
    title: 'keyValue.set() with ifAbsent writes only where there is no entry',
    present: async (context) => {
      const store = context.store()
      expect((await store.set('k', 1, { ifAbsent: true })).ok).toBe(true)
      expect(await store.set('k', 2, { ifAbsent: true })).toStrictEqual({ ok: false })
      expect(await store.get('k')).toBe(1)
      await store.set('null', null)
      expect(await store.set('null', 2, { ifAbsent: true })).toStrictEqual({ ok: false })
      await store.delete('k')
      expect((await store.set('k', 3, { ifAbsent: true })).ok).toBe(true)
    },
  }),
  rule({
    id: 'key-value.if-absent.one-winner',
    title: 'keyValue.set() with ifAbsent lets exactly one of N writers win',
    present: async (context) => {
      const store = context.store<number>()
      for (const key of ['a', 'b', 'c']) {
        const tries = Array.from({ length: callers }, (_, caller) =>
          store.set(key, caller, { ifAbsent: true }),
        )
        const results = await Promise.all(tries)
        const winners = results.flatMap((result, caller) => (result.ok ? [caller] : []))
        expect(winners).toHaveLength(1)
        expect(await store.get(key)).toBe(winners[0])
      }
    },
  }),
  rule({
    id: 'key-value.if-version.matches',
    title: 'keyValue.set() with ifVersion writes only over that version',
    present: async (context) => {
      const store = context.store()
      const first = await store.set('k', 1)
      const second = await store.set('k', 2, { ifVersion: first.version })
      expect(second.ok).toBe(true)
      expect(await store.set('k', 3, { ifVersion: first.version })).toStrictEqual({ ok: false })
      expect(await store.get('k')).toBe(2)
      expect((await store.entry('k'))?.version).toBe(second.ok && second.version)
    },
  }),
  rule({
    id: 'key-value.if-version.one-winner',
    title: 'keyValue.set() with ifVersion lets exactly one of N writers win',
    present: async (context) => {
      const store = context.store<number>()
      let { version } = await store.set('k', -1)
      for (let round = 0; round < 3; round += 1) {
        const seen = version
        const tries = Array.from({ length: callers }, (_, caller) =>
          store.set('k', caller, { ifVersion: seen }),
        )
        const winners = (await Promise.all(tries)).flatMap((result, caller) =>
          result.ok ? [{ caller, version: result.version }] : [],
        )
        expect(winners).toHaveLength(1)
        const entry = await store.entry('k')
        expect([entry?.value, entry?.version]).toStrictEqual([winners[0]?.caller, winners[0]?.version])
        version = entry?.version ?? ''
      }
    },
  }),
  rule({
    id: 'key-value.if-version.missing',
    title: 'keyValue.set() with ifVersion never creates an entry',
    present: async (context) => {
      const store = context.store()
      const { version } = await store.set('k', 1)
      await store.delete('k')
      expect(await store.set('k', 2, { ifVersion: version })).toStrictEqual({ ok: false })
      expect(await store.set('never', 2, { ifVersion: version })).toStrictEqual({ ok: false })
      expect(await store.getMany(['k', 'never'])).toStrictEqual([undefined, undefined])
    },
  }),
  rule({
    id: 'key-value.if.both',
    title: 'keyValue.set() refuses ifAbsent together with ifVersion as misuse',
    present: async (context) => {
      const store = context.store()
      const { version } = await store.set('k', 1)
      await misuse(() => store.set('k', 2, { ifAbsent: true, ifVersion: version }))
      expect(await store.get('k')).toBe(1)
    },
  }),
]
