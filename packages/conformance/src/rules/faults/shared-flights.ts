import type { Failure } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { collect } from '../../failures.ts'
import type { DriverCall, FaultPlan } from '../../faults/fault.ts'
import { rule, type Rule } from '../../rule.ts'
import { allBack, openFaulty } from './stage.ts'

/** Ten callers that share one commit; the fifth is guilty. */
const keys = Array.from({ length: 10 }, (_, index) => (index === 4 ? 'guilty' : `innocent${index}`))
const innocent = keys.filter((key) => key !== 'guilty')

const holdsGuilty = ({ transaction }: DriverCall): boolean =>
  transaction.some(({ values }) => values.some((value) => String(value).includes('guilty')))

interface Shared {
  /** What each caller was told, in the order of `keys`. */
  readonly told: readonly string[]
  readonly stored: readonly unknown[]
}

/** Ten writes that share a flight under a plan; afterwards everything works and every connection is back. */
const share = async (context: Context, plan: FaultPlan): Promise<Shared | undefined> => {
  const stage = await openFaulty(context)
  if (stage === undefined) return undefined
  const store = stage.db.tenant(context.tenant).keyValue<number>('items')
  stage.faults.lay(plan)
  const fates = await Promise.allSettled(keys.map((key) => store.set(key, 1)))
  stage.faults.lay()
  const told = fates.map((fate) => {
    if (fate.status === 'fulfilled') return 'stored'
    const { code, outcome } = fate.reason as { code?: string; outcome?: string }
    return `${code} ${outcome}`
  })
  const found = await collect(context.store<number>().list())
  await store.set('guilty', 2)
  expect(await context.store().get('guilty')).toBe(2)
  await allBack(stage.faults)
  return { told, stored: found.map(({ key }) => key) }
}

const refused = (code: Failure['code'], ends: Failure['ends']): Failure => ({
  code,
  ends,
  retryable: false,
  outcome: 'not-applied',
})

const guiltyAt =
  (kind: DriverCall['kind'], failure: Failure): FaultPlan =>
  (call) =>
    call.kind === kind && holdsGuilty(call) ? { when: 'before', failure } : undefined

interface Expected {
  readonly code: Failure['code']
  readonly stored: readonly string[]
}

const shared = (id: string, title: string, plan: FaultPlan, { code, stored }: Expected): Rule =>
  rule({
    id: `faults.shared.${id}`,
    title,
    needs: ['sql'],
    present: async (context) => {
      const result = await share(context, plan)
      if (result === undefined) return 'absent'
      expect(result).toStrictEqual({
        told: keys.map((key) => (stored.includes(key) ? 'stored' : `${code} not-applied`)),
        stored: [...stored].sort(),
      })
      return undefined
    },
  })

/** The second ROLLBACK fails, and every one after it. */
const failingRollbacks = (): FaultPlan => {
  const refusing = guiltyAt('commit', refused('foreign-key', 'statement'))
  let rollbacks = 0
  return (call) => {
    if (call.kind !== 'rollback') return refusing(call)
    rollbacks += 1
    return rollbacks < 2 ? undefined : { when: 'before', failure: refused('engine', 'statement') }
  }
}

export const sharedFlights: readonly Rule[] = [
  shared(
    'commit-refused',
    'a COMMIT that is refused for one member of a shared flight, and leaves the transaction open, hurts only that member',
    guiltyAt('commit', refused('foreign-key', 'statement')),
    { code: 'foreign-key', stored: innocent },
  ),
  shared(
    'commit-rolled-back',
    'a COMMIT that rolls back because of one member of a shared flight hurts only that member',
    guiltyAt('commit', refused('foreign-key', 'transaction')),
    { code: 'foreign-key', stored: innocent },
  ),
  shared(
    'statement-rolled-back',
    'a statement that ends the transaction of a shared flight hurts only the member that it was for',
    guiltyAt('statement', refused('check', 'transaction')),
    { code: 'check', stored: innocent },
  ),
  shared(
    'disk-full',
    'a full disk at the COMMIT of a shared flight throws disk-full at every member and applies none by half',
    ({ kind }) =>
      kind === 'commit' ? { when: 'before', failure: refused('disk-full', 'transaction') } : undefined,
    { code: 'disk-full', stored: [] },
  ),
  rule({
    id: 'faults.shared.rollback-fails',
    title:
      'a ROLLBACK that fails in a shared flight takes none with it whom it does not concern: they go on with another connection',
    needs: ['sql'],
    present: async (context) => {
      const result = await share(context, failingRollbacks())
      if (result === undefined) return 'absent'
      const { told, stored } = result
      expect(told[4]).toBe('foreign-key not-applied')
      expect(told.filter((fate) => !/^(stored|foreign-key not-applied)$/.test(fate))).toStrictEqual([])
      // Those that shared the transaction which nobody could end are told that they did not happen.
      expect(stored.length).toBeGreaterThanOrEqual(keys.length / 2)
      expect(keys.filter((_, index) => told[index] === 'stored').sort()).toStrictEqual(stored)
      return undefined
    },
  }),
]
