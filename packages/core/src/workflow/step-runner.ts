import type { Transaction } from '../contracts/session.ts'
import type { StepContext } from '../contracts/workflow.ts'
import { longestTimer } from '../door/duration.ts'
import { decodeJson, encodeJson } from '../door/json.ts'
import { isOutcomeUnknown, type HoldfastError } from '../errors.ts'
import type { FlowParts } from './flow-parts.ts'
import type { ClaimedRun, EndedStep, StepRow } from './flow-storage.ts'
import { keptError } from '../door/kept-error.ts'
import { stepFailed } from './kept-error.ts'
import type { Rest } from './rest.ts'
import { isWorthRetrying, pauseAfter, type StepLimits } from './retry.ts'
import type { Tenure } from './tenure.ts'
import { TimeLimit } from './time-limit.ts'

/** A transaction holds locks: it does not last for ever. Milliseconds. */
const defaultTxTimeout = 30_000

/** How a call of the workflow's function is answered. */
export type Answer<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'error'; readonly error: HoldfastError }
  | { readonly kind: 'rest'; readonly rest: Rest }

/** Where a step stands, and what is kept of it. */
export interface Slot {
  readonly position: number
  readonly name: string
  readonly kind: StepRow['kind']
  readonly known: StepRow | undefined
}

type Ended = Pick<StepRow, 'state' | 'output' | 'error' | 'attempts'>

/** Runs steps and keeps what came of them. */
export class StepRunner {
  readonly #parts: FlowParts
  readonly #tenure: Tenure
  readonly #claimed: ClaimedRun
  readonly #signal: AbortSignal

  constructor(parts: FlowParts, tenure: Tenure, claimed: ClaimedRun, signal: AbortSignal) {
    this.#parts = parts
    this.#tenure = tenure
    this.#claimed = claimed
    this.#signal = signal
  }

  /** A step whose body is anybody's. */
  step<R>(
    slot: Slot,
    limits: StepLimits,
    body: (context: StepContext) => R | PromiseLike<R>,
  ): Promise<Answer<R>> {
    return this.#perform(slot, limits, async (attempt, since) => {
      const value = await this.#limited(limits.timeout, attempt, body)
      const done = this.#done(value, attempt)
      await this.#tenure.keep(this.#ended(slot, done, since, null))
      return done
    })
  }

  /** A step whose body is what a transaction does. */
  tx<R>(
    slot: Slot,
    limits: StepLimits,
    body: (tx: Transaction, context: StepContext) => Promise<R>,
  ): Promise<Answer<R>> {
    const { timeout = defaultTxTimeout } = limits
    return this.#perform(slot, limits, async (attempt, since) => {
      const limit = new TimeLimit(timeout)
      const signal = AbortSignal.any([this.#signal, limit.signal])
      try {
        return await this.#parts.transaction(
          (tx, storage) =>
            this.#tenure.guarded(async (inner, { now }) => {
              const done = this.#done(await body(tx, { signal, attempt }), attempt)
              const row = keptAt(this.#ended(slot, done, since, null), now)
              await inner.putSteps(this.#tenure.key, [row], this.#tenure.call)
              return done
            }, storage),
          // Only when it has ended is it known whether it was committed: it is not raced against the limit.
          { timeout: Math.min(longestTimer, timeout + 1_000), signal: limit.signal },
        )
      } catch (error) {
        if (limit.signal.aborted && !isOutcomeUnknown(error)) throw limit.signal.reason
        throw error
      } finally {
        limit.clear()
      }
    })
  }

  async #perform<R>(
    slot: Slot,
    { retry }: StepLimits,
    act: (attempt: number, since: number) => Promise<Ended>,
  ): Promise<Answer<R>> {
    const { known, name } = slot
    if (known?.state === 'done') return { kind: 'value', value: outputOf(known) as R }
    if (known?.state === 'failed') return { kind: 'error', error: stepFailed(name, errorOf(known)) }
    const { until = null, attempts = 0 } = known ?? {}
    if (until !== null && until > this.#claimed.now) return rest(until)
    const attempt = attempts + 1
    const since = this.#parts.storage.elapsed()
    try {
      // What comes back is what a later attempt gets.
      return { kind: 'value', value: outputOf(await act(attempt, since)) as R }
    } catch (error) {
      if (error === this.#tenure.lost || error === this.#tenure.late) throw error
      // It failed because the run was taken from it: that is no attempt of its own.
      if (this.#signal.aborted) throw this.#tenure.lost
      const chance = this.#chance()
      // Whether it was committed shows when the history is read anew.
      if (isOutcomeUnknown(error)) return rest(this.#claimed.now + pauseAfter(attempt, retry, chance))
      const isOver = attempt >= retry.attempts || !isWorthRetrying(error, retry)
      const kept = keptError(error)
      const failed: Ended = {
        state: isOver ? 'failed' : 'pending',
        output: null,
        error: JSON.stringify(kept),
        attempts: attempt,
      }
      const pause = isOver ? null : pauseAfter(attempt, retry, chance)
      const { until: next } = await this.#tenure.keep(this.#ended(slot, failed, since, pause))
      return next === null ? { kind: 'error', error: stepFailed(name, kept) } : rest(next)
    }
  }

  async #limited<R>(
    timeout: number | undefined,
    attempt: number,
    body: (context: StepContext) => R | PromiseLike<R>,
  ): Promise<Awaited<R>> {
    if (timeout === undefined) return await body({ signal: this.#signal, attempt })
    const limit = new TimeLimit(timeout)
    const signal = AbortSignal.any([this.#signal, limit.signal])
    try {
      return await Promise.race([body({ signal, attempt }), limit.passed])
    } finally {
      limit.clear()
    }
  }

  #done(value: unknown, attempts: number): Ended {
    const { valueBytes } = this.#parts
    const output = value === undefined ? null : encodeJson(value, valueBytes, 'keep the result of a step')
    return { state: 'done', output, error: null, attempts }
  }

  #ended(
    { position, name, kind, known }: Slot,
    ended: Ended,
    since: number,
    pause: number | null,
  ): EndedStep {
    const took = Math.round(this.#parts.storage.elapsed() - since)
    return { position, name, kind, ...ended, pause, startedAt: known?.startedAt ?? null, took }
  }

  #chance(): number {
    const [high = 0, low = 0] = this.#parts.storage.random(2)
    return (high * 256 + low) / 65_536
  }
}

/** Under the run's lock. */
const keptAt = ({ pause, took, startedAt, ...step }: EndedStep, now: number): StepRow => ({
  ...step,
  until: pause === null ? null : now + pause,
  startedAt: startedAt ?? now - took,
  completedAt: step.state === 'pending' ? null : now,
})

const rest = (until: number): { readonly kind: 'rest'; readonly rest: Rest } => ({
  kind: 'rest',
  rest: { state: 'pending', until },
})

export const outputOf = ({ output }: Pick<StepRow, 'output'>): unknown =>
  output === null ? undefined : decodeJson(output)

export const errorOf = ({ error }: StepRow): ReturnType<typeof keptError> =>
  decodeJson(error ?? '{}') as ReturnType<typeof keptError>
