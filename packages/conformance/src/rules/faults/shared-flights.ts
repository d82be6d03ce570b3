import type { Failure } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { collect } from '../../failures.ts'
import type { DriverCall, FaultPlan } from '../../faults/fault.ts'
import { rule, type Rule } from '../../rule.ts'
import { allBack, openFaulty, withoutSql } from './stage.ts'

/** Ten callers that share one commit; the fifth is guilty. */
const keys = Array.from({ length: 10 }, (_, index) => (index === 4 ? 'guilty' : `innocent${index}`))
const innocent = keys.filter((key) => key !== 'guilty')

const holdsGuilty = ({ transaction }: DriverCall): boolean =>
  transaction.some(({ values }) => values.some((value) => String(value).includes('guilty')))

interface Expected {
  readonly code: string
  readonly stored: readonly string[]
}

const share = async (
  context: Context,
  plan: FaultPlan,
  { code, stored }: Expected,
): Promise<void | 'absent'> => {
  const stage = await openFaulty(context)
  if (stage === undefined) return 'absent'
  const store = stage.db.tenant(context.tenant).keyValue<number>('items')
  stage.faults.lay(plan)
  const fates = await Promise.allSettled(keys.map((key) => store.set(key, 1)))
  stage.faults.lay()
  const told = fates.map((fate) => {
    if (fate.status === 'fulfilled') return 'stored'
    const { code, outcome } = fate.reason as { code?: string; outcome?: string }
    return `${code} ${outcome}`
  })
  expect(told).toStrictEqual(keys.map((key) => (stored.includes(key) ? 'stored' : `${code} not-applied`)))
  const found = await collect(context.store<number>().list())
  expect(found.map(({ key }) => key)).toStrictEqual([...stored].sort())
  await store.set('guilty', 2)
  expect(await context.store().get('guilty')).toBe(2)
  await allBack(stage.faults)
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

const shared = (id: string, title: string, plan: FaultPlan, expected: Expected): Rule =>
  rule({
    id: `faults.shared.${id}`,
    title,
    needs: ['sql'],
    present: (context) => share(context, plan, expected),
    absent: withoutSql,
  })

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
]
