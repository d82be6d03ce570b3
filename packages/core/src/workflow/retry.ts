import type { RetryOptions, StepOptions } from '../contracts/workflow.ts'
import { checkAge, checkLimit, checkMilliseconds } from '../door/duration.ts'
import { checkOptions } from '../door/options.ts'

/** Checked, with every default filled in. */
export interface Retry {
  readonly attempts: number
  readonly backoff: 'exponential' | 'fixed'
  readonly delay: number
  readonly longest: number
  readonly never: readonly string[]
}

export interface StepLimits {
  readonly retry: Retry
  readonly timeout: number | undefined
}

export const checkStepOptions = (options: StepOptions | undefined, action: string): StepLimits => {
  checkOptions(options, ['retry', 'timeout'], action)
  const timeout = options?.timeout
  return {
    retry: checkRetry(options?.retry, action),
    timeout: timeout === undefined ? undefined : checkMilliseconds(timeout, `${action} with timeout`),
  }
}

const checkRetry = (options: RetryOptions | undefined, action: string): Retry => {
  checkOptions(options, ['attempts', 'backoff', 'delay', 'longest', 'never'], `${action} with retry`)
  const {
    attempts = 3,
    backoff = 'exponential',
    delay = 1_000,
    longest = 300_000,
    never = [],
  } = options ?? {}
  if (backoff !== 'exponential' && backoff !== 'fixed')
    throw new TypeError(`Cannot ${action}: the backoff must be "exponential" or "fixed"`)
  if (!Array.isArray(never) || never.some((code) => typeof code !== 'string'))
    throw new TypeError(`Cannot ${action}: never must be an array of codes and names of errors`)
  return {
    attempts: checkLimit(attempts, `${action} with attempts`, 1_000_000),
    backoff,
    delay: checkAge(delay, `${action} with delay`),
    longest: checkAge(longest, `${action} with longest`),
    never,
  }
}

/** Whether a step that failed so may succeed when it is begun again. */
export const isWorthRetrying = (error: unknown, { never }: Retry): boolean => {
  const { retryable, code, name } = (error ?? {}) as { retryable?: unknown; code?: unknown; name?: unknown }
  return retryable !== false && !never.some((one) => one === code || one === name)
}

/** The pause behind this attempt, in whole milliseconds: between half of what the back-off says and all of it. `chance` is from 0 to below 1. */
export const pauseAfter = (attempt: number, { backoff, delay, longest }: Retry, chance: number): number => {
  const whole = Math.min(longest, backoff === 'fixed' ? delay : delay * 2 ** Math.min(attempt - 1, 40))
  return Math.round(whole / 2 + (whole / 2) * chance)
}
