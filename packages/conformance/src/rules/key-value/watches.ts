import type { Entry } from '@holdfast/core'
import { expect } from 'vitest'
import { collect, iterate, misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

type States = AsyncIterator<readonly (Entry<unknown> | undefined)[]>

const values = async (states: States): Promise<unknown[] | 'done'> => {
  const { done, value } = await states.next()
  return done === true ? 'done' : value.map((entry: Entry<unknown> | undefined) => entry?.value)
}

/** Reads on until the watch shows `expected`: quick changes may be seen as one, or one by one. */
const until = async (states: States, expected: unknown): Promise<void> => {
  for (let step = 0; step < 50; step += 1) {
    const seen = await values(states)
    if (seen === 'done') throw new Error('The watch ended')
    if (JSON.stringify(seen) === JSON.stringify(expected)) return
  }
  expect.fail(`The watch never showed ${JSON.stringify(expected)}`)
}

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
      const states = iterate(store
        .watch(['a', 'b'], { signal: abort.signal, interval: 2_000_000_000 }))
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
      const states = iterate(store
        .watch(['a'], { signal: abort.signal, interval: 2_000_000_000 }))
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
      const states = iterate(store
        .watch(['a'], { signal: abort.signal, interval: 2_000_000_000 }))
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
  rule({
    id: 'key-value.watch.abort',
    title:
      'keyValue.watch() ends when its signal aborts: while it waits, before it begins, and when the loop is left',
    present: async (context) => {
      const store = context.store()
      const abort = new AbortController()
      const states = iterate(store.watch(['a'], { signal: abort.signal }))
      expect(await values(states)).toStrictEqual([undefined])
      const waiting = values(states)
      abort.abort()
      expect(await waiting).toBe('done')
      expect(await values(states)).toBe('done')
      expect(await collect(store.watch(['a'], { signal: abort.signal }))).toStrictEqual([])
      let count = 0
      for await (const _ of store.watch(['a'])) if ((count += 1) === 1) break
      expect(count).toBe(1)
    },
  }),
  rule({
    id: 'key-value.watch.close',
    title: 'keyValue.watch() ends when its database closes',
    present: async (context) => {
      const db = await context.open()
      const states = iterate(db.tenant(context.tenant).keyValue('items').watch(['a']))
      expect(await values(states)).toStrictEqual([undefined])
      const waiting = values(states)
      await db.close()
      expect(await waiting).toBe('done')
    },
  }),
  rule({
    id: 'key-value.watch.other-handle',
    title: 'keyValue.watch() finds what another handle wrote, at its interval',
    needs: ['persistent'],
    present: async (context) => {
      const store = context.store()
      const other = (await context.open()).tenant(context.tenant).keyValue('items')
      const abort = new AbortController()
      context.after(() => abort.abort())
      const states = iterate(store.watch(['a'], { signal: abort.signal, interval: 10 }))
      await until(states, [undefined])
      await other.set('a', 'from elsewhere')
      await until(states, ['from elsewhere'])
    },
    absent: async (context) => {
      const other = (await context.open()).tenant(context.tenant).keyValue('items')
      await other.set('a', 'from elsewhere')
      expect(await context.store().get('a')).toBeUndefined()
    },
  }),
  rule({
    id: 'key-value.watch.bad-options',
    title: 'keyValue.watch() refuses a bad interval, signal or list of keys as misuse',
    present: async (context) => {
      const store = context.store()
      const signal = AbortSignal.abort()
      for (const interval of [-1, 1.5, Number.NaN, '5', 2 ** 40] as number[])
        await misuse(() => collect(store.watch(['a'], { interval, signal })))
      await misuse(() => collect(store.watch('a' as unknown as [], { signal })))
      await misuse(() => collect(store.watch(['a'], { abort: signal } as object)))
    },
  }),
]
