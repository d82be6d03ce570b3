import { referenceCache } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const cacheReferences: readonly Rule[] = [
  rule({
    id: 'cache.reference.watch',
    title:
      'referenceCache() follows a watch of the database: what was committed is what is read next, built and whole',
    present: async (context) => {
      const { session } = context
      const store = session.keyValue<number>('rates')
      await store.set('eur', 1)
      const stop = new AbortController()
      const rates = await referenceCache({
        load: () => store.getMany(['eur', 'usd']),
        build: ([eur, usd]) => ({ eur, usd }),
        refreshOn: store.watch(['eur', 'usd'], { signal: stop.signal }),
      })
      context.after(() => stop.abort())
      expect(rates.current.eur).toBe(1)
      for (const round of [2, 3]) {
        await session.transaction(async (tx) => {
          await tx.keyValue<number>('rates').set('eur', round)
          await tx.keyValue<number>('rates').set('usd', round)
        })
        while (rates.current.eur !== round) await new Promise((resolve) => setImmediate(resolve))
        expect(rates.current).toStrictEqual({ eur: round, usd: round })
      }
      expect(rates.state().error).toBeUndefined()
      stop.abort()
      await rates.dispose()
    },
  }),
  rule({
    id: 'cache.reference.dispose',
    title: 'referenceCache() that follows a watch is disposed of while the watch waits',
    present: async ({ session }) => {
      const store = session.keyValue<number>('rates')
      const rates = await referenceCache({ load: () => store.get('eur'), refreshOn: store.watch(['eur']) })
      await rates.refresh()
      await rates.dispose()
      expect(rates.current).toBeUndefined()
    },
  }),
]
