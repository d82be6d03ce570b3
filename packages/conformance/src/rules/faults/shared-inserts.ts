import type { Failure } from '@holdfast/core'
import { expect } from 'vitest'
import type { DriverCall } from '../../faults/fault.ts'
import { rule, type Rule } from '../../rule.ts'
import { allBack, openFaulty } from './stage.ts'

/** More than one insert takes together, so that some share one and some go alone. */
const callers = 70
/** One among those that share an insert. */
const guilty = 11

const check: Failure = { code: 'check', ends: 'statement', retryable: false, outcome: 'not-applied' }

/** As an engine that refuses a row does: the statement that holds it fails, with whatever else it holds. */
const holdsGuilty = ({ kind, statement }: DriverCall): boolean =>
  kind === 'statement' && statement?.values.some((value) => String(value).includes('guilty')) === true

export const sharedInserts: readonly Rule[] = [
  rule({
    id: 'batching.insert-refused',
    title:
      'a job that is refused among those that many callers enqueue at once hurts no other: each of them is there once, whatever shared its insert',
    needs: ['sql'],
    present: async (context) => {
      const stage = await openFaulty(context)
      if (stage === undefined) return 'absent'
      const queue = stage.db.tenant(context.tenant).queue<string>('mail')
      const payloads = Array.from({ length: callers }, (_, n) => (n === guilty ? 'guilty' : `innocent ${n}`))
      stage.faults.lay((call) => (holdsGuilty(call) ? { when: 'before', failure: check } : undefined))
      const fates = await Promise.allSettled(payloads.map((payload) => queue.enqueue(payload)))
      stage.faults.lay()
      const told = fates.map((fate) =>
        fate.status === 'fulfilled' ? 'stored' : (fate.reason as { code?: string }).code,
      )
      expect(told).toStrictEqual(payloads.map((payload) => (payload === 'guilty' ? 'check' : 'stored')))
      const { items } = await queue.find({ limit: 1_000 })
      expect(items.map(({ payload }) => payload)).toStrictEqual(
        payloads.filter((payload) => payload !== 'guilty'),
      )
      const ids = fates.flatMap((fate) => (fate.status === 'fulfilled' ? [fate.value.id] : []))
      expect(items.map(({ id }) => id)).toStrictEqual(ids)
      await allBack(stage.faults)
      return undefined
    },
  }),
]
