import { expect } from 'vitest'
import { keysOf } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const keyValueConcurrentAtomics: readonly Rule[] = [
  rule({
    id: 'key-value.atomic.one-winner',
    title: 'keyValue.atomic().check() lets exactly one of N concurrent callers win',
    present: async (context) => {
      const store = context.store<number>()
      const { version } = await store.set('lock', 0)
      const tries = Array.from({ length: 16 }, (_, caller) =>
        store
          .atomic()
          .check('lock', version)
          .set('lock', caller)
          .set(`won-${caller}`, 1)
          .increment('wins')
          .commit(),
      )
      const results = await Promise.all(tries)
      expect(results.filter((result) => result.ok)).toHaveLength(1)
      expect(await store.get('wins')).toBe(1)
      expect(await keysOf(store.list({ prefix: 'won-' }))).toStrictEqual([`won-${await store.get('lock')}`])
    },
  }),
  rule({
    id: 'key-value.atomic.bank',
    title:
      'keyValue.atomic() moves amounts between accounts by concurrent callers without making or losing any',
    present: async (context) => {
      const store = context.store<number>()
      const accounts = ['a', 'b', 'c', 'd']
      await store.setMany(accounts.map((account) => [account, 100]))
      const move = async (caller: number): Promise<void> => {
        for (let round = 0; round < 8; round += 1) {
          const from = accounts[(caller + round) % 4] ?? 'a'
          const to = accounts[(caller + round + 1 + (round % 3)) % 4] ?? 'b'
          await store.atomic().increment(from, -3).increment(to, 3).commit()
        }
      }
      await Promise.all([0, 1, 2, 3, 4, 5].map(move))
      const total = (await store.getMany(accounts)).reduce((sum: number, amount) => sum + (amount ?? 0), 0)
      expect(total).toBe(400)
    },
  }),
]
