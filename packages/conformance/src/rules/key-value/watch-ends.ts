import { expect } from 'vitest'
import { collect, iterate, misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { values } from './watch-states.ts'

export const keyValueWatchEnds: readonly Rule[] = [
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
    id: 'key-value.watch.return',
    title: 'keyValue.watch() ends when its iterator is returned, also while it waits for a change',
    present: async (context) => {
      const states = iterate(context.store().watch(['a']))
      expect(await values(states)).toStrictEqual([undefined])
      const waiting = values(states)
      await states.return?.()
      expect(await waiting).toBe('done')
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
