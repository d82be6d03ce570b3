import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const batchingAborts: readonly Rule[] = [
  rule({
    id: 'batching.abort-queued',
    title: 'set({ signal }) that is aborted at the call throws cancelled, not-applied, and writes nothing',
    present: async (context) => {
      const store = context.store<number>()
      const before = await refusal('cancelled', () => store.set('k', 1, { signal: AbortSignal.abort() }))
      expect(before.outcome).toBe('not-applied')
      const late = new AbortController()
      const beside = [store.set('a', 1), store.set('b', 1, { signal: late.signal }), store.set('c', 1)]
      late.abort()
      const [first, second, third] = await Promise.allSettled(beside)
      expect([first?.status, third?.status]).toStrictEqual(['fulfilled', 'fulfilled'])
      const isThere = await store.has('b')
      if (second?.status === 'fulfilled') expect(isThere).toBe(true)
      else {
        const reason = second?.reason as { code?: string; outcome?: string } | undefined
        expect(reason?.code).toBe('cancelled')
        if (reason?.outcome === 'not-applied') expect(isThere).toBe(false)
      }
    },
  }),
  rule({
    id: 'batching.abort-any-time',
    title:
      'set({ signal }) that is aborted at any moment tells the truth: not-applied is not there, resolved is there, others go on',
    present: async (context) => {
      const store = context.store<number>()
      const lies: string[] = []
      const one = async (caller: number): Promise<void> => {
        const abort = new AbortController()
        const turns = caller % 6
        const writing = store.set(`k${caller}`, caller, { signal: abort.signal })
        const aborting = (async (): Promise<void> => {
          for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate)
          if (caller % 2 === 0) abort.abort()
        })()
        const answer = await writing.then(
          () => 'stored',
          (error: { code: string; outcome: string }) => `${error.code} ${error.outcome}`,
        )
        await aborting
        if (caller % 2 === 1 && answer !== 'stored') lies.push(`k${caller} was not aborted: ${answer}`)
        // What is unknown may still be on its way; a write behind it in the same lane is not.
        await store.set(`after${caller}`, 1)
        const isThere = await store.has(`k${caller}`)
        if (answer === 'stored' && !isThere) lies.push(`k${caller} stored, and not there`)
        if (answer === 'cancelled not-applied' && isThere) lies.push(`k${caller} not-applied, and there`)
        if (!/^stored$|^cancelled (not-applied|unknown)$/.test(answer)) lies.push(answer)
      }
      await Promise.all(Array.from({ length: 60 }, (_, caller) => one(caller)))
      expect(lies).toStrictEqual([])
    },
  }),
]
