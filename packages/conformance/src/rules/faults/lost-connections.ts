import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { lostAt, type DriverCall, type FaultPlan } from '../../faults/fault.ts'
import { rule, type Rule } from '../../rule.ts'
import { allBack, openFaulty } from './stage.ts'

const callers = 8

/** Each caller's key is added to by it alone, so what it holds is how often its flight was applied. */
const add = async (context: Context, plan: FaultPlan): Promise<void | 'absent'> => {
  const stage = await openFaulty(context)
  if (stage === undefined) return 'absent'
  const store = stage.db.tenant(context.tenant).keyValue<number>('items')
  stage.faults.lay(plan)
  const fates = await Promise.allSettled(
    Array.from({ length: callers }, (_, caller) => store.increment(`k${caller}`)),
  )
  stage.faults.lay()
  const wrong: string[] = []
  for (const [caller, fate] of fates.entries()) {
    const applied = (await context.store<number>().get(`k${caller}`)) ?? 0
    const told =
      fate.status === 'fulfilled' ? 'applied' : String((fate.reason as { outcome?: string }).outcome)
    const isTrue =
      told === 'applied'
        ? applied === 1
        : told === 'unknown'
          ? applied <= 1
          : told === 'not-applied' && applied === 0
    if (!isTrue) wrong.push(`k${caller} was told ${told} and applied ${applied} times`)
  }
  expect(wrong).toStrictEqual([])
  expect(await store.increment('after')).toBe(1)
  await allBack(stage.faults)
}

const once = (kind: DriverCall['kind'], when: 'before' | 'after'): FaultPlan => {
  let isOver = false
  return (call) => {
    if (isOver || call.kind !== kind) return undefined
    isOver = true
    return { when, failure: lostAt(call) }
  }
}

const lost = (id: string, title: string, kind: DriverCall['kind'], when: 'before' | 'after'): Rule =>
  rule({
    id: `faults.lost.${id}`,
    title,
    needs: ['sql'],
    present: (context) => add(context, once(kind, when)),
  })

export const lostConnections: readonly Rule[] = [
  lost(
    'before-commit',
    'a flight whose connection is lost before its COMMIT is settled or unknown, and never applied twice',
    'commit',
    'before',
  ),
  lost(
    'after-commit',
    'a flight whose connection is lost after its COMMIT is settled or unknown, and never applied twice',
    'commit',
    'after',
  ),
  lost(
    'statement',
    'a flight whose connection is lost at its statement is settled or unknown, and never applied twice',
    'statement',
    'after',
  ),
]
