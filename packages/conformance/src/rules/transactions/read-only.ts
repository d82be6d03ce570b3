import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const transactionReadOnly: readonly Rule[] = [
  rule({
    id: 'transaction.read-only',
    title: 'transaction({ readOnly }) reads, and every write in it throws read-only and leaves nothing',
    present: async (context) => {
      await context.store().set('k', 1)
      const writes = [
        (store: ReturnType<typeof context.store>) => store.set('k', 2),
        (store: ReturnType<typeof context.store>) => store.setMany([['k', 2]]),
        (store: ReturnType<typeof context.store>) => store.delete('k'),
        (store: ReturnType<typeof context.store>) => store.increment('k'),
        (store: ReturnType<typeof context.store>) => store.atomic().set('k', 2).commit(),
        (store: ReturnType<typeof context.store>) => store.clear(),
      ]
      for (const write of writes) {
        const seen: unknown[] = []
        const body = (): Promise<void> =>
          context.session.transaction(
            async (tx) => {
              seen.push(await tx.keyValue('items').get('k'))
              await write(tx.keyValue('items'))
            },
            { readOnly: true },
          )
        await refusal('read-only', body)
        expect(seen).toStrictEqual([1])
      }
      expect(await context.store().get('k')).toBe(1)
      await context.store().set('k', 3)
      expect(await context.store().get('k')).toBe(3)
    },
  }),
  rule({
    id: 'transaction.read-only.snapshot',
    title: 'transaction({ readOnly }) keeps seeing one state while others write',
    needs: ['persistent'],
    present: async (context) => {
      const store = context.store()
      await store.setMany([
        ['a', 1],
        ['b', 1],
      ])
      const read = deferred()
      const goOn = deferred()
      const running = context.session.transaction(
        async (tx) => {
          const first = await tx.keyValue('items').get('a')
          read.resolve()
          await goOn.promise
          return [first, ...(await tx.keyValue('items').getMany(['a', 'b', 'c']))]
        },
        { readOnly: true },
      )
      await read.promise
      await store.setMany([
        ['a', 2],
        ['b', 2],
        ['c', 2],
      ])
      goOn.resolve()
      expect(await running).toStrictEqual([1, 1, 1, undefined])
      expect(await store.get('c')).toBe(2)
    },
    absent: async (context) => {
      // One connection serves everything there, so a writer may have to wait for the reader; the reader sees one state.
      const store = context.store()
      await store.set('a', 1)
      const reading = context.session.transaction(
        async (tx) => {
          const first = await tx.keyValue('items').get('a')
          await new Promise(setImmediate)
          return [first, await tx.keyValue('items').get('a')]
        },
        { readOnly: true },
      )
      await Promise.all([reading, store.set('a', 2)])
      expect(new Set(await reading).size).toBe(1)
    },
  }),
]
