import { HoldfastError, type Failure } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { lostAt, type DriverCall, type Fault, type FaultPlan } from '../../faults/fault.ts'
import { rule, type Rule } from '../../rule.ts'
import { quick } from '../random-runs.ts'
import { allBack, openFaulty, type FaultStage } from './stage.ts'
import { afterwards, parts, tracesOf, type Part } from './workload.ts'

/** More calls than the workload makes: one that never ends would be disturbed for ever. */
const mostCalls = 200

type Course = (call: DriverCall) => Fault | undefined

const told = async (work: () => Promise<unknown>): Promise<'applied' | HoldfastError> => {
  try {
    await work()
    return 'applied'
  } catch (error) {
    // An error of a driver, or of core itself, is what no caller may ever see.
    if (error instanceof HoldfastError) return error
    throw error
  }
}

/** How often it may have been applied, by what its caller was told. */
const isTrue = (fate: 'applied' | HoldfastError, times: number, applied: number): boolean => {
  if (fate === 'applied') return applied === times
  return applied === 0 || (fate.outcome === 'unknown' && applied === times)
}

const attempt = async (
  context: Context,
  stage: FaultStage,
  table: string,
  plan: FaultPlan,
): Promise<string[]> => {
  const tenant = context.name()
  const session = stage.db.tenant(tenant)
  stage.faults.lay(plan)
  const fates = new Map<Part, 'applied' | HoldfastError>()
  for (const part of parts) fates.set(part, await told(() => part.run(session, table, tenant)))
  stage.faults.lay()
  const wrong: string[] = []
  const traces = await tracesOf(context.db.tenant(tenant), table, tenant)
  for (const [part, fate] of fates) {
    const applied = traces.get(part.name) ?? []
    const word = fate === 'applied' ? fate : `${fate.code} ${fate.outcome}`
    if (applied.some((count) => count !== applied[0]))
      wrong.push(`${part.name}, ${word}: half applied, ${applied.join()}`)
    else if (applied[0] !== undefined && !isTrue(fate, part.times, applied[0]))
      wrong.push(`${part.name}, ${word}: applied ${applied[0]} times`)
  }
  // Whatever happened, everything works again.
  for (const part of afterwards) await part.run(session, table, `${tenant}_again`)
  await allBack(stage.faults)
  return wrong
}

/** Of how many calls one is disturbed in the first round. Where the engine is slow there is no time for the next ones, which take the others. */
const rounds = 3

interface Extent {
  readonly first: number
  /** No further round is begun after so many milliseconds. */
  readonly milliseconds: number
}

const failAll = async (
  context: Context,
  course: Course,
  behind: Course | undefined,
  { first, milliseconds }: Extent,
): Promise<void | 'absent'> => {
  const stage = await openFaulty(context)
  if (stage === undefined) return 'absent'
  const table = await context.table('run varchar(80) not null, part varchar(20) not null')
  const wrong: string[] = []
  const met: DriverCall[] = []
  const deadline = performance.now() + milliseconds
  for (let round = 0; round < rounds && (round === 0 || performance.now() < deadline); round += 1) {
    let wasMet = true
    for (let number = 1 + ((first + round) % rounds); wasMet; number += rounds) {
      expect(number).toBeLessThan(mostCalls)
      const before = met.length
      const plan: FaultPlan = (call) => {
        if (call.number !== number) return call.number > number ? behind?.(call) : undefined
        met.push(call)
        return course(call)
      }
      const found = await attempt(context, stage, table, plan)
      wrong.push(...found.map((line) => `call ${number}, ${met.at(-1)?.kind}: ${line}`))
      wasMet = met.length > before
    }
  }
  expect(wrong).toStrictEqual([])
  // A workload that meets no fault has shown nothing.
  expect(met.length).toBeGreaterThan(20 / rounds)
  context.note('faults', 'calls', met.length)
}

const refused = (ends: Failure['ends']): Failure => ({
  code: 'engine',
  retryable: false,
  outcome: 'not-applied',
  ends,
})

const step = (id: string, title: string, course: Course, behind?: Course): readonly Rule[] => [
  rule({
    id: `faults.every-step.${id}`,
    title,
    needs: ['sql'],
    timeout: 60_000,
    present: (context) =>
      failAll(context, course, behind, { first: context.random.whole(rounds), milliseconds: quick }),
  }),
  rule({
    id: `faults.every-step.${id}.each`,
    title: `${title}, whichever it is`,
    needs: ['sql'],
    tier: 'certification',
    present: (context) =>
      failAll(context, course, behind, { first: 0, milliseconds: Number.POSITIVE_INFINITY }),
  }),
]

export const everyStep: readonly Rule[] = [
  ...step(
    'refused',
    'any one call of the driver that fails and ends its transaction gives a typed error or success, no half transaction and no lost connection',
    () => ({ when: 'before', failure: refused('transaction') }),
  ),
  ...step(
    'stuck',
    'any one call of the driver that fails, with every ROLLBACK after it, leaves no transaction open for the next owner',
    () => ({ when: 'before', failure: refused('statement') }),
    ({ kind }) => (kind === 'rollback' ? { when: 'before', failure: refused('statement') } : undefined),
  ),
  ...step(
    'conflict',
    'any one call of the driver that fails for a rival is tried again or told, and applied once at most',
    () => ({
      when: 'before',
      failure: { ...refused('transaction'), code: 'serialization', retryable: true },
    }),
  ),
  ...step(
    'lost-before',
    'a connection that is lost before any one call of the driver gives a typed error or success, and nothing is applied twice or by half',
    (call) => ({ when: 'before', failure: lostAt(call) }),
  ),
  ...step(
    'lost-after',
    'a connection that is lost after any one call of the driver gives a typed error or success, and nothing is applied twice or by half',
    (call) => ({ when: 'after', failure: lostAt(call) }),
  ),
]
