import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { failureOf, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const transactionStopping: readonly Rule[] = [
  rule({
    id: 'transaction.timeout',
    title: 'transaction({ timeout }) rolls back with timeout, also when its callback never ends',
    present: async (context) => {
      const body = (): Promise<unknown> =>
        context.session.transaction(
          async (tx) => {
            await tx.keyValue('items').set('k', 1)
            await new Promise(() => undefined)
          },
          { timeout: 40 },
        )
      const error = await refusal('timeout', body)
      expect(error.outcome).toBe('not-applied')
      expect(await context.store().has('k')).toBe(false)
      await context.store().set('k', 2)
      expect(await context.store().get('k')).toBe(2)
    },
  }),
  rule({
    id: 'transaction.timeout.late-work',
    title: 'tx throws in a callback that goes on after its timeout, and its late writes are nowhere',
    present: async (context) => {
      const late = deferred<unknown>()
      const goOn = deferred()
      await refusal('timeout', () =>
        context.session.transaction(
          async (tx) => {
            await tx.keyValue('items').set('early', 1)
            await goOn.promise
            late.resolve(await failureOf(() => tx.keyValue('items').set('late', 1)))
          },
          { timeout: 40 },
        ),
      )
      goOn.resolve()
      expect((await late.promise) as { code?: string }).toHaveProperty('code')
      expect(await context.store().getMany(['early', 'late'])).toStrictEqual([undefined, undefined])
    },
  }),
  rule({
    id: 'transaction.signal.before',
    title: 'transaction({ signal }) with an aborted signal throws cancelled and never runs its callback',
    present: async (context) => {
      let ran = false
      const body = (): Promise<void> =>
        context.session.transaction(async () => void (ran = true), { signal: AbortSignal.abort() })
      const error = await refusal('cancelled', body)
      expect([ran, error.outcome]).toStrictEqual([false, 'not-applied'])
    },
  }),
  rule({
    id: 'transaction.signal.during',
    title: 'transaction({ signal }) that is aborted in its callback rolls back with cancelled',
    present: async (context) => {
      const abort = new AbortController()
      const body = (): Promise<unknown> =>
        context.session.transaction(
          async (tx) => {
            await tx.keyValue('items').set('k', 1)
            abort.abort()
            await new Promise(() => undefined)
          },
          { signal: abort.signal },
        )
      const error = await refusal('cancelled', body)
      expect(error.outcome).toBe('not-applied')
      expect(await context.store().has('k')).toBe(false)
    },
  }),
  rule({
    id: 'transaction.signal.after',
    title: 'transaction({ signal }) that is aborted after the commit changes nothing',
    present: async (context) => {
      const abort = new AbortController()
      await context.session.transaction((tx) => tx.keyValue('items').set('k', 1), { signal: abort.signal })
      abort.abort()
      expect(await context.store().get('k')).toBe(1)
    },
  }),
]
