import type { Milliseconds } from './environment.ts'
import type { Json } from './json.ts'
import type { Transaction } from './session.ts'

export interface RetryOptions {
  /** How often it is begun before it has failed for good, the first time included. Default 3. */
  readonly attempts?: number
  /** How the pause grows. Default `exponential`: it doubles. */
  readonly backoff?: 'exponential' | 'fixed'
  /** The first pause. Default 1 000. Each pause is between half of it and the whole, by chance. */
  readonly delay?: Milliseconds
  /** The longest pause. Default 300 000. */
  readonly longest?: Milliseconds
  /** Codes and names of errors after which it is not tried again. Neither is it after an error whose `retryable` is false. */
  readonly never?: readonly string[]
}

export interface StepOptions {
  readonly retry?: RetryOptions
  /** The longest that one attempt may take: its signal aborts then, and it has failed with `timeout`. Default: no limit; of a `tx`, which is rolled back then, 30 000. */
  readonly timeout?: Milliseconds
}

/** What a step is told. */
export interface StepContext {
  /** Aborts when the attempt took too long, or when the run was taken away or cancelled as far as is known here. */
  readonly signal: AbortSignal
  /** From 1. An attempt whose process was killed is not counted. */
  readonly attempt: number
}

export interface SignalOptions {
  /** From the first call on; then it resolves with undefined. Default: no limit. */
  readonly timeout?: Milliseconds
  /** The name of this step, where one signal is waited for several times. Default: the name of the signal. */
  readonly as?: string
}

/** How far work has come. */
export interface ProgressReport {
  readonly done?: number
  readonly total?: number
  readonly message?: string
}

/**
 * What a workflow is written with. Each call but `progress` is a step with a name of its own; what came of it is kept as JSON, and when the run goes on
 * elsewhere, the function is run anew and gets the kept results. So between steps it must do the same every time: time, chance and the outside belong
 * into steps. Steps may run side by side as long as they are begun in the same order every time, as in `Promise.all([run.step(…), run.step(…)])`.
 *
 * A name that is used twice, or a step that is not where the history of the run has it, fails the run with `replay`.
 *
 * A function that sleeps or waits ends there, without its `finally`, and is run anew. Await every step: of one that is not awaited and fails, only the history
 * tells.
 */
export interface Run {
  readonly id: string
  /**
   * Runs `body` until it has succeeded once, and gives its result, then and whenever the run goes on. It may run more than once before, as when its
   * process is killed, so what it does outside must bear that. Throws `failed` when it has failed for good, with the error kept as `report`.
   */
  step<R>(
    name: string,
    body: (context: StepContext) => R | PromiseLike<R>,
    options?: StepOptions,
  ): Promise<Awaited<R>>
  /** As `step`, but what `body` writes by `tx` and that the step is done commit together: exactly once. */
  tx<R>(
    name: string,
    body: (tx: Transaction, context: StepContext) => Promise<R>,
    options?: StepOptions,
  ): Promise<R>
  /** Goes on when the time has passed by the database's clock. Nothing and nobody is held meanwhile. */
  sleep(name: string, time: Milliseconds): Promise<void>
  /** The oldest signal of this name that was not taken, waiting for it if need be; undefined after `timeout`. Nobody is held meanwhile. */
  waitFor<P = Json>(signal: string, options?: SignalOptions): Promise<P | undefined>
  /** Shows how far the run has come. No step: it is sent again when the function is run anew, but not while it only repeats. One write. */
  progress(report: ProgressReport): Promise<void>
}

/** A workflow. Its name is kept with every run. */
export interface Workflow<I = Json, O = unknown> {
  readonly name: string
  /** How many steps a run has, for its status. */
  readonly steps: number | undefined
  readonly body: (run: Run, input: I) => Promise<O>
}

/** Any workflow; what it takes is known where it is started. */
export type AnyWorkflow = Workflow<never>
