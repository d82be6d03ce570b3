import type { Milliseconds } from './environment.ts'
import type { Json } from './json.ts'
import type { OperationOptions } from './key-value.ts'
import type { Page } from './page.ts'
import type { StopOptions } from './queue.ts'
import type { AnyWorkflow, ProgressReport, Workflow } from './workflow.ts'

/**
 * `pending`: to be taken up, for the first time or after a step that is tried again. `running`: somebody works on it, or was killed over it.
 * `sleeping`, `waiting` (for a signal): nobody does, and nobody need. The others have ended.
 */
export type RunState = 'pending' | 'running' | 'sleeping' | 'waiting' | 'completed' | 'failed' | 'cancelled'

/** An error as it is kept: no values of it but these. */
export interface KeptError {
  readonly name: string
  readonly message: string
  readonly code?: string
}

export interface RunProgress extends ProgressReport {
  /** From 0 to 100, where `done` and `total` say so. */
  readonly percent?: number
}

export interface RunStatus {
  readonly id: string
  readonly workflow: string
  readonly state: RunState
  /** How many steps were begun and kept. */
  readonly step: number
  /** How many the workflow says that there are. */
  readonly of?: number
  /** The name of the newest of them. */
  readonly stepName?: string
  readonly progress?: RunProgress
  /** How often it was taken up. */
  readonly attempts: number
  /** The signals that it waits for. */
  readonly waitingFor?: readonly string[]
  readonly createdAt: Date
  readonly startedAt?: Date
  readonly completedAt?: Date
  /** When it goes on by itself; of a run that somebody works on, when it is taken from them unless they say that they live. */
  readonly wakesAt?: Date
  readonly deadline?: Date
  readonly error?: KeptError
}

/** A step as it is kept. */
export interface KeptStep {
  readonly name: string
  readonly kind: 'step' | 'tx' | 'sleep' | 'wait'
  /** `pending`: it failed and is tried again, or it sleeps or waits. */
  readonly state: 'pending' | 'done' | 'failed'
  /** Failures included. */
  readonly attempts: number
  readonly output?: unknown
  readonly error?: KeptError
  readonly startedAt: Date
  readonly completedAt?: Date
}

export interface StartOptions extends OperationOptions {
  /** 1 to 255 bytes. Two runs of one store never have the same. Default: a UUID, which sorts by time. */
  readonly id?: string
  /** `return` (default): the run that is there. `reject`: throws `duplicate`. */
  readonly ifExists?: 'return' | 'reject'
  /** So long after the start a run that has not ended fails with `timeout`. Somebody must work on it to see that. */
  readonly deadline?: Milliseconds
}

export interface ResultOptions extends OperationOptions {
  /** The longest wait for the end of the run, before `timeout`. Default 30 000; 0 looks once. */
  readonly wait?: Milliseconds
  /** How often the end is looked for where another process works on it. Default 200. By this process it shows at once. */
  readonly interval?: Milliseconds
}

export interface RunHandle<O = unknown> {
  readonly id: string
  /** Throws `not-found`. One statement. */
  status(options?: OperationOptions): Promise<RunStatus>
  /** What the run resolved with. Throws `failed` when it failed or was cancelled, with the kept error as `report`; `replay` when its code had changed. */
  result(options?: ResultOptions): Promise<O>
}

export interface SendOptions extends OperationOptions {
  /** A second signal with this key to the same run and name is not kept. */
  readonly key?: string
}

/** `kept`; `repeated`: its key was there; `ended`: the run has ended, and nothing was kept. */
export type SendResult = 'kept' | 'repeated' | 'ended'

export interface ForkOptions extends OperationOptions {
  /** Results of the steps before this one are kept. It must be in the history of the run. */
  readonly fromStep: string
  /** Of the new run. */
  readonly id?: string
}

export interface RunListOptions extends OperationOptions {
  readonly state?: RunState
  readonly workflow?: string
  /** By id, greatest first. Default false. */
  readonly reverse?: boolean
  /** Default 100, at most 10 000. */
  readonly limit?: number
  /** `next` of the last page of the same order. */
  readonly after?: string
}

export interface PruneRunsOptions extends OperationOptions {
  /** Runs that ended so long ago. Default 0. */
  readonly olderThan?: Milliseconds
  /** How many that ended last stay in any case. Default 0. */
  readonly keep?: number
  /** Default 10 000. */
  readonly limit?: number
}

export interface RunOnceOptions extends OperationOptions {
  /** How many runs at most. Default 1. */
  readonly limit?: number
  /** As of `work`. */
  readonly ttl?: Milliseconds
}

export interface WorkOptions {
  /** How many runs at a time. Default 10. */
  readonly concurrency?: number
  /**
   * How often it looks for work that other processes left. Default 1 000. What this process starts or signals wakes it at once, and so does what another one does
   * where the engine can tell.
   */
  readonly interval?: Milliseconds
  /** So long after its last sign of life, others take a run from a worker that was killed. Default 30 000; it is extended at every third. */
  readonly ttl?: Milliseconds
  /** What the database refused while it worked; it goes on. Default: a warning of the process, as what this throws. */
  readonly onError?: (error: unknown) => void
}

export interface WorkflowWorker extends AsyncDisposable {
  /**
   * Takes up no more runs, lets steps that run end, hands the runs over to others, and resolves then. Steps that still run after `grace` are told by their
   * signal and waited for no longer: their runs go to others, and it is no attempt of theirs. A worker whose database closes ends with it.
   */
  stop(options?: StopOptions): Promise<void>
}

/**
 * Runs of workflows, resumed by any process after a kill. A completed step never runs again. Whoever lost a run, by a pause or a kill, writes nothing
 * for it any more: every result, effect of `tx`, progress and end is written only while the run is its worker's.
 *
 * On a transaction starts, signals, cancellations and forks happen with its commit; there is no working there.
 */
export interface Workflows {
  /** One write; a second start with the same id finds the first. `undefined` is an input too. Throws `duplicate` when a run of another workflow has the id. */
  start<I, O>(workflow: Workflow<I, O>, input: I, options?: StartOptions): Promise<RunHandle<O>>
  /** Of a run by id. Nothing is read. */
  handle<O = unknown>(id: string): RunHandle<O>
  /** Keeps a signal until the run waits for it. Throws `not-found`. In order for each name. */
  signal(id: string, signal: string, payload?: Json, options?: SendOptions): Promise<SendResult>
  /** Whether it was running. What works on it writes nothing any more. Throws `not-found`. */
  cancel(id: string, options?: OperationOptions): Promise<boolean>
  /** Lets a run that failed or was cancelled go on, without a deadline: kept results stay, steps that failed begin anew. Whether it had failed. Throws `not-found`. */
  resume(id: string, options?: OperationOptions): Promise<boolean>
  /** A new run with the same input and the results of the steps before one. Throws `not-found`. */
  fork<O = unknown>(id: string, options: ForkOptions): Promise<RunHandle<O>>
  /** A page of runs in the order of their ids. One statement. */
  list(options?: RunListOptions): Promise<Page<RunStatus>>
  /** The history of a run, empty when there is none. One statement. */
  steps(id: string, options?: OperationOptions): Promise<readonly KeptStep[]>
  /** Removes runs that have ended, with their history and signals; how many. */
  prune(options?: PruneRunsOptions): Promise<number>
  /** Takes runs of these workflows that are due, and works on them until they end, sleep or wait. */
  work(workflows: readonly AnyWorkflow[], options?: WorkOptions): WorkflowWorker
  /** Takes up to `limit` due runs once and resolves when they have ended, sleep or wait; how many. For tests, and for a timer of one's own. */
  runOnce(workflows: readonly AnyWorkflow[], options?: RunOnceOptions): Promise<number>
  /** `runOnce` until nothing is due; how many. */
  drain(workflows: readonly AnyWorkflow[], options?: RunOnceOptions): Promise<number>
}
