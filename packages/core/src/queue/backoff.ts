import type { Backoff } from '../contracts/job.ts'
import { checkMilliseconds } from '../door/duration.ts'
import { checkOptions } from '../door/options.ts'

/** Checked, with every default filled in. */
export type CheckedBackoff =
  | Required<Extract<Backoff, { kind: 'exponential' }>>
  | Extract<Backoff, { kind: 'fixed' }>
  | ((attempt: number, error: unknown) => number)

const jitters: ReadonlySet<unknown> = new Set(['none', 'half', 'full'])

/** Throws `TypeError`, `RangeError`. */
export const checkBackoff = (backoff: Backoff, action: string): CheckedBackoff => {
  if (typeof backoff === 'function') return backoff
  const kind = (backoff as { kind?: unknown } | null)?.kind
  const what = `${action} with backoff`
  if (kind === 'fixed') {
    checkOptions(backoff, ['kind', 'delay'], what)
    return { kind, delay: checkMilliseconds((backoff as { delay: unknown }).delay, what) }
  }
  if (kind !== 'exponential')
    throw new TypeError(
      `Cannot ${action}: the backoff must be a function, or of the kind "exponential" or "fixed"`,
    )
  checkOptions(backoff, ['kind', 'base', 'factor', 'longest', 'jitter'], what)
  const {
    base = 1_000,
    factor = 2,
    longest = 3_600_000,
    jitter = 'half',
  } = backoff as Extract<Backoff, { kind: 'exponential' }>
  if (typeof factor !== 'number' || !(factor >= 1 && factor <= 100))
    throw new RangeError(`Cannot ${action}: the factor of the backoff must be a number from 1 to 100`)
  if (!jitters.has(jitter))
    throw new TypeError(`Cannot ${action}: the jitter of the backoff must be "none", "half" or "full"`)
  return {
    kind,
    base: checkMilliseconds(base, `${what} with base`),
    factor,
    longest: checkMilliseconds(longest, `${what} with longest`),
    jitter,
  }
}

/** The pause behind the attempt that failed, from 1, in whole milliseconds. `chance` is from 0 to below 1. */
export const pauseBehind = (
  attempt: number,
  error: unknown,
  backoff: CheckedBackoff,
  chance: number,
  action: string,
): number => {
  if (typeof backoff === 'function')
    return checkMilliseconds(backoff(attempt, error), `${action} with backoff`)
  if (backoff.kind === 'fixed') return backoff.delay
  const { base, factor, longest, jitter } = backoff
  // The power of a late attempt is infinite, which the longest pause bounds.
  const whole = Math.min(longest, base * factor ** (attempt - 1))
  const certain = jitter === 'none' ? whole : jitter === 'half' ? whole / 2 : 0
  return Math.round(certain + (whole - certain) * chance)
}
