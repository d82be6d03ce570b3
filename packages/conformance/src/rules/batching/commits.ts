import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const batchingCommits: readonly Rule[] = [
  rule({
    id: 'batching.no-answer-before-commit',
    title: 'a write is answered after its commit: another handle sees it at that moment',
    needs: ['persistent'],
    present: async (context) => {
      const store = context.store<number>()
      const other = (await context.open()).tenant(context.tenant).keyValue<number>('items')
      const missing: string[] = []
      const write = async (caller: number): Promise<void> => {
        for (let round = 0; round < 4; round += 1) {
          const key = `${caller}-${round}`
          await store.set(key, round)
          if ((await other.get(key)) !== round) missing.push(key)
        }
      }
      await Promise.all(Array.from({ length: 32 }, (_, caller) => write(caller)))
      expect(missing).toStrictEqual([])
    },
    absent: async (context) => {
      const store = context.store<number>()
      await Promise.all(
        Array.from({ length: 32 }, async (_, caller) => {
          await store.set(`${caller}`, caller)
          expect(await store.get(`${caller}`)).toBe(caller)
        }),
      )
    },
  }),
]
