import type { AnyWorkflow } from '../contracts/workflow.ts'
import { encodeJson } from '../door/json.ts'
import { LeaseKeeper } from '../leases/lease-keeper.ts'
import type { FlowParts } from './flow-parts.ts'
import type { Claim, ClaimedRun } from './flow-storage.ts'
import { keptError } from '../door/kept-error.ts'
import { replayRefused } from './kept-error.ts'
import { inputOf } from './run-input.ts'
import { resting, type Rest } from './rest.ts'
import { onTaken } from './running-runs.ts'
import { StepRunner, type Answer } from './step-runner.ts'
import { Tenure } from './tenure.ts'
import { RunOfAttempt } from './run-of-attempt.ts'

/** How an attempt ends. */
type End =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'rests' }
  | { readonly kind: 'lost' }
  /** What the run is kept in failed: whoever takes the run up next goes on where it was. */
  | { readonly kind: 'broken'; readonly error: unknown }

/** One worker's work on a run, from when it was taken until it ends, rests, or is lost. */
export class Attempt {
  readonly #parts: FlowParts
  readonly #workflow: AnyWorkflow
  readonly #claimed: ClaimedRun
  readonly #tenure: Tenure
  readonly #keeper: LeaseKeeper
  readonly #stopped = new AbortController()
  readonly #rests: Rest[] = []
  readonly #over: Promise<End>
  #end: (end: End) => void = () => undefined
  #isOver = false
  #isLeaving = false
  #working = 0

  constructor(
    parts: FlowParts,
    workflow: AnyWorkflow,
    claimed: ClaimedRun,
    { token, ttl }: Claim,
    since: number,
  ) {
    const { storage } = parts
    this.#parts = parts
    this.#workflow = workflow
    this.#claimed = claimed
    const call = {
      action: `work on the run of the workflow ${JSON.stringify(workflow.name)}`,
      signal: undefined,
    }
    this.#tenure = new Tenure(storage, claimed, token, call)
    this.#over = new Promise((resolve) => {
      this.#end = resolve
    })
    this.#keeper = new LeaseKeeper(
      {
        ttl,
        since,
        clock: () => storage.elapsed(),
        action: call.action,
        extend: (time) => storage.extend(claimed.key, token, time, call),
      },
      true,
    )
    this.#keeper.signal.addEventListener('abort', () => this.#end({ kind: 'lost' }), { once: true })
  }

  /** Lets the step that runs end, and gives the run to whoever takes it up next. */
  leave(): void {
    this.#isLeaving = true
  }

  /** Tells the step that runs to end, waits for it no longer, and gives the run to whoever takes it up next. */
  abandon(): void {
    this.#isLeaving = true
    this.#rests.push({ state: 'pending', until: 0 })
    this.#end({ kind: 'rests' })
    this.#stopped.abort(this.#tenure.lost)
  }

  /** Resolves when nothing more is done for the run here. Throws when what it is kept in failed. */
  async run(): Promise<void> {
    // What fails here shows at the next third of the lease.
    const look = (): void => void this.#keeper.extend().catch(() => undefined)
    const stopLooking = onTaken(this.#parts.storage, this.#claimed.key, look)
    try {
      const { key, deadlineAt, now } = this.#claimed
      if (deadlineAt !== null && deadlineAt <= now) return await this.#fail(this.#tenure.late)
      const history = await this.#parts.storage.history(key, this.#tenure.call)
      const signal = AbortSignal.any([this.#keeper.signal, this.#stopped.signal])
      const steps = new StepRunner(this.#parts, this.#tenure, this.#claimed, signal)
      const run = new RunOfAttempt(
        this.#tenure,
        history,
        steps,
        (work) => this.#take(work),
        (error) => this.#end({ kind: 'failed', error }),
      )
      const end = await Promise.race([this.#body(run), this.#over])
      this.#isOver = true
      await this.#finish(end, run)
    } catch (error) {
      if (error !== this.#tenure.lost) throw error
    } finally {
      this.#isOver = true
      stopLooking()
      this.#keeper.stop()
      this.#stopped.abort(this.#tenure.lost)
    }
  }

  async #body(run: RunOfAttempt): Promise<End> {
    try {
      const input = inputOf(this.#claimed) as never
      return { kind: 'returned', value: await this.#workflow.body(run, input) }
    } catch (error) {
      return { kind: 'failed', error }
    }
  }

  async #finish(end: End, run: RunOfAttempt): Promise<void> {
    if (end.kind === 'broken') throw end.error
    if (end.kind === 'lost') return
    if (end.kind === 'rests') return this.#rest()
    if (end.kind === 'failed') return this.#fail(end.error)
    const left = run.neverAsked
    if (left !== undefined)
      return this.#fail(replayRefused(`it ended before the step ${JSON.stringify(left)}`))
    let output: string | null
    try {
      const { valueBytes } = this.#parts
      output = end.value === undefined ? null : encodeJson(end.value, valueBytes, 'keep the result of a run')
    } catch (error) {
      return this.#fail(error)
    }
    return this.#tenure.end({ state: 'completed', output })
  }

  #fail(error: unknown): Promise<void> {
    return this.#tenure.end({ state: 'failed', error: JSON.stringify(keptError(error)) })
  }

  #rest(): Promise<void> {
    const { key, call } = this.#tenure
    return this.#tenure
      .guarded(async (storage, run) =>
        storage.change(key, await resting(storage, key, this.#rests, run, call), call),
      )
      .catch((error: unknown) =>
        error === this.#tenure.late ? this.#fail(error) : Promise.reject(error as Error),
      )
  }

  /** One call of the workflow's function. When the attempt is over, or ends by it, the call never answers. */
  #take<T>(work: () => Promise<Answer<T>>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#isOver) return
      if (this.#isLeaving) {
        this.#rests.push({ state: 'pending', until: 0 })
        return this.#settle()
      }
      this.#working += 1
      const done = (answer: Answer<T>): void => {
        this.#working -= 1
        if (this.#isOver) return
        if (answer.kind === 'value') resolve(answer.value)
        if (answer.kind === 'error') reject(answer.error)
        if (answer.kind === 'rest') this.#rests.push(answer.rest)
        this.#settle()
      }
      work().then(done, (error: unknown) => this.#break(error))
    })
  }

  #break(error: unknown): void {
    if (error === this.#tenure.lost) this.#end({ kind: 'lost' })
    else if (error === this.#tenure.late) this.#end({ kind: 'failed', error })
    else this.#end({ kind: 'broken', error })
  }

  /** When all that goes on rests, the function is left: what it does next is done when it is run anew. */
  #settle(): void {
    if (this.#rests.length === 0) return
    setImmediate(() => {
      if (this.#working === 0) this.#end({ kind: 'rests' })
    })
  }
}
