import type { KeyValue } from '@holdfast/core'
import { expect } from 'vitest'
import { keysOf } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { ttl } from './ttl.ts'

type Look = readonly [string, (store: KeyValue<number>) => Promise<boolean>]

/** Every way to see whether the entry `k` exists. */
const looks: readonly Look[] = [
  ['get', async (store) => (await store.get('k')) !== undefined],
  ['entry', async (store) => (await store.entry('k')) !== undefined],
  ['has', (store) => store.has('k')],
  ['getMany', async (store) => (await store.getMany(['x', 'k']))[1] !== undefined],
  ['list', async (store) => (await keysOf(store.list())).includes('k')],
  ['list with a prefix', async (store) => (await keysOf(store.list({ prefix: 'k' }))).includes('k')],
  ['set with ifAbsent', async (store) => !(await store.set('k', 2, { ifAbsent: true })).ok],
  [
    'update',
    async (store) => {
      let seen: number | undefined
      await store.update('k', (value) => void (seen = value))
      return seen !== undefined
    },
  ],
  ['increment', async (store) => (await store.increment('k')) === 2],
  ['delete', (store) => store.delete('k')],
  ['deletePrefix', async (store) => (await store.deletePrefix('k')) === 1],
  ['clear', async (store) => (await store.clear()) === 1],
  ['touch', (store) => store.touch('k', 5)],
  [
    'atomic().check() for absence',
    async (store) => !(await store.atomic().check('k', undefined).commit()).ok,
  ],
  [
    'atomic().increment()',
    async (store) => {
      await store.atomic().increment('k').commit()
      return (await store.get('k')) === 2
    },
  ],
]

export const keyValueSeenExpiry: readonly Rule[] = [
  ...looks.map(([what, look]) =>
    rule({
      id: `key-value.expiry.seen-by-${what.replaceAll(/[^a-zA-Z]+/g, '-')}`,
      title: `keyValue.${what} sees an entry one millisecond before expiresAt, and not at it or after it`,
      present: async (context) => {
        for (const [at, expected] of [
          [ttl - 1, true],
          [ttl, false],
          [ttl + 1, false],
        ] as const) {
          const { store: make, clock } = await context.timed()
          const store = make<number>()
          await store.clear()
          await store.set('k', 1, { ttl })
          clock.advance(at)
          expect(await look(store), `${at} of ${ttl} ms`).toBe(expected)
        }
      },
    }),
  ),
  rule({
    id: 'key-value.expiry.if-version',
    title: 'keyValue takes an expired entry for missing where a version is asked for',
    present: async (context) => {
      const { store: make, clock } = await context.timed()
      const store = make<number>()
      const { version } = await store.set('k', 1, { ttl })
      clock.advance(ttl)
      expect(await store.set('k', 2, { ifVersion: version })).toStrictEqual({ ok: false })
      expect(await store.delete('k', { ifVersion: version })).toBe(false)
      expect(await store.atomic().check('k', version).set('other', 1).commit()).toStrictEqual({
        ok: false,
        failed: ['k'],
      })
      expect(await store.has('other')).toBe(false)
    },
  }),
]
