import { referenceCache } from '@holdfast/core'
import { expect } from 'vitest'
import { deferred, type Deferred } from '../../deferred.ts'
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
      let built: Deferred<number> = deferred()
      const rates = await referenceCache({
        load: () => store.getMany(['eur', 'usd']),
        build: ([eur, usd]) => {
          built.resolve(usd ?? 0)
          return { eur, usd }
        },
        refreshOn: store.watch(['eur', 'usd'], { signal: stop.signal }),
      })
      context.after(() => stop.abort())
      expect(rates.current.eur).toBe(1)
      for (const round of [2, 3]) {
        await session.transaction(async (tx) => {
          await tx.keyValue<number>('rates').set('eur', round)
          await tx.keyValue<number>('rates').set('usd', round)
        })
        while ((await built.promise) !== round) built = deferred()
        built = deferred()
        expect((await rates.refresh()).value).toStrictEqual({ eur: round, usd: round })
      }
      await store.set('eur', 4)
      expect(rates.state().error).toBeUndefined()
      stop.abort()
      await rates.dispose()
    },
  }),
]
