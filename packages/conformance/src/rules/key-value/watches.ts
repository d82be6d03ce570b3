import type { Entry } from '@holdfast/core'
import { expect } from 'vitest'
import { iterate } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { values, until } from './watch-states.ts'

export const keyValueWatches: readonly Rule[] = [
  rule({
    id: 'key-value.watch.now',
    title: 'keyValue.watch() yields the present entries first, with holes, in the order of its keys',
    present: async (context) => {
      const store = context.store()
      await store.setMany([
        ['a', 1],
        ['b', null],
      ])
      const abort = new AbortController()
      const states = iterate(store.watch(['b', 'missing', 'a'], { signal: abort.signal }))
      const first = await states.next()
      expect(first.value?.[2]).toStrictEqual(await store.entry('a'))
      expect(first.value?.map((entry: Entry<unknown> | undefined) => entry?.value)).toStrictEqual([
        null,
        undefined,
        1,
      ])
      abort.abort()
    },
  }),
  rule({
    id: 'key-value.watch.changes',
    title:
      'keyValue.watch() shows sets, increments and deletes by this database at once, without waiting for its interval',
    present: async (context) => {
      const store = context.store()
      const abort = new AbortController()
      context.after(() => abort.abort())
      const states = iterate(store.watch(['a', 'b'], { signal: abort.signal, interval: 2_000_000_000 }))
      await until(states, [undefined, undefined])
      await store.set('a', 1)
      await until(states, [1, undefined])
      await Promise.all([store.increment('b', 5), store.set('a', 2)])
      await until(states, [2, 5])
      await store.delete('a')
      await until(states, [undefined, 5])
      await store.clear()
      await until(states, [undefined, undefined])
    },
  }),
  rule({
    id: 'key-value.watch.latest',
    title: 'keyValue.watch() ends with the latest state however many changes it missed',
    present: async (context) => {
      const store = context.store()
      const abort = new AbortController()
      context.after(() => abort.abort())
      const states = iterate(store.watch(['a'], { signal: abort.signal, interval: 2_000_000_000 }))
      await until(states, [undefined])
      for (let round = 0; round <= 20; round += 1) await store.set('a', round)
      await until(states, [20])
    },
  }),
  rule({
    id: 'key-value.watch.transaction',
    title:
      'keyValue.watch() shows a transaction’s writes after its commit, and never those of one that rolled back',
    present: async (context) => {
      const store = context.store()
      const abort = new AbortController()
      context.after(() => abort.abort())
      const states = iterate(store.watch(['a'], { signal: abort.signal, interval: 2_000_000_000 }))
      await until(states, [undefined])
      const rolledBack = context.session.transaction(async (tx) => {
        await tx.keyValue('items').set('a', 'never')
        throw new Error('no')
      })
      await expect(rolledBack).rejects.toThrow('no')
      await context.session.transaction((tx) => tx.keyValue('items').set('a', 'committed'))
      const seen: unknown[] = []
      do seen.push((await values(states))[0])
      while (seen.at(-1) !== 'committed')
      expect(seen).not.toContain('never')
    },
  }),
]
