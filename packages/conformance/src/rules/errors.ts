import { inspect } from 'node:util'
import { errorCodes, HoldfastError, type ErrorCode, type LogEvent } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../context.ts'
import type { Stage } from '../harness.ts'
import { openAt } from '../suite.ts'
import { rule, type Rule } from '../rule.ts'
import { expectations } from './errors/expectations.ts'
import { provocations } from './errors/provocations.ts'

const codes = Object.keys(errorCodes) as ErrorCode[]

const stageOf = async (context: Context, events: LogEvent[]): Promise<Stage> => ({
  db: await context.open({ log: (event) => events.push(event) }),
  secret: `secret-${context.random.letters(12)}`,
  name: context.name,
  open: async (backend, options) => {
    const db = await openAt({ backend: () => backend }, options)
    context.after(() => db.close({ drain: 1_000 }))
    return db
  },
  fresh: async () => {
    const place = await context.harness.fresh()
    context.after(() => place.destroy())
    return place
  },
})

/** A code that is declared impossible must not come up where the suite knows how to raise it elsewhere. */
const staysAway = async (code: ErrorCode, context: Context): Promise<'absent'> => {
  const stage = await stageOf(context, [])
  const raised = await (provocations[code]?.(stage) ?? Promise.resolve(undefined)).catch(
    (error: unknown) => error,
  )
  expect(
    (raised as { code?: unknown } | undefined)?.code,
    'declared impossible, and raised all the same',
  ).not.toBe(code)
  return 'absent'
}

const saysEverything = (error: HoldfastError, code: ErrorCode): void => {
  const { retryable, outcome, hasCause } = expectations[code]
  if (retryable !== undefined) expect(error.retryable, 'retryable').toBe(retryable)
  if (outcome !== undefined) expect(error.outcome, 'outcome').toBe(outcome)
  if (hasCause === true) expect(error.cause, 'the driver’s error as cause').toBeDefined()
  if (error.outcome === 'unknown')
    expect(error.retryable, 'never retryable when the outcome is unknown').toBe(false)
  expect(error.message, 'the message names the action').toMatch(/^Cannot \S+/)
  expect(error.name).toBe('HoldfastError')
}

const quotesNothing = (error: HoldfastError, events: readonly LogEvent[], secret: string): void => {
  for (const text of [
    error.message,
    String(error),
    error.stack ?? '',
    inspect(error),
    JSON.stringify(error),
    JSON.stringify(events),
  ]) {
    expect(text.includes(secret), 'it quotes a value').toBe(false)
  }
}

const ruleOf = (code: ErrorCode): Rule =>
  rule({
    id: `errors.${code}`,
    title: `${code}: ${errorCodes[code]} It is provoked for real, says whether to try again, and quotes no value.`,
    timeout: 60_000,
    present: async (context) => {
      const reason = context.harness.cannot[code]
      if (reason !== undefined) return staysAway(code, context)
      const provoke = context.harness.provoke[code] ?? provocations[code]
      if (provoke === undefined)
        throw new Error(`The harness neither provokes "${code}" nor says why it cannot occur`)
      const events: LogEvent[] = []
      const stage = await stageOf(context, events)
      const error = await provoke(stage)
      if (!(error instanceof HoldfastError))
        throw new Error(`Expected "${code}", got ${inspect(error)}`, { cause: error })
      if (error.code !== code) throw new Error(`Expected "${code}", got "${error.code}"`, { cause: error })
      saysEverything(error, code)
      quotesNothing(error, events, stage.secret)
      return undefined
    },
  })

export const errorRules: readonly Rule[] = [
  ...codes.map(ruleOf),
  rule({
    id: 'errors.closed-list',
    title: 'the harness names no code beyond the closed list, and none both provoked and impossible',
    present: async ({ harness }) => {
      const named = [...Object.keys(harness.provoke), ...Object.keys(harness.cannot)]
      expect(named.filter((code) => !codes.includes(code as ErrorCode))).toStrictEqual([])
      expect(named.filter((code, index) => named.indexOf(code) !== index)).toStrictEqual([])
      expect(Object.values(harness.cannot).every((reason) => reason.length > 10)).toBe(true)
    },
  }),
]
