import type { StoreCall } from '../door/store-call.ts'
import type { Milliseconds } from '../contracts/environment.ts'
import type { RunState, KeptStep } from '../contracts/workflows.ts'

/** A run as it is kept. Texts are JSON, times epoch milliseconds. */
export interface RunRow {
  readonly workflow: string
  readonly state: RunState
  readonly input: string
  readonly output: string | null
  readonly error: string | null
  readonly progress: string | null
  /** The names of the signals that it waits for. */
  readonly waitingFor: string | null
  /** How many the workflow says that it has. */
  readonly steps: number | null
  /** How many were sent. */
  readonly signals: number
  readonly deadlineAt: number | null
  readonly holder: string | null
  readonly fence: number
  readonly grantedAt: number
  /**
   * From then on it may be taken up: when the lease of who works on it ends, when it wakes, at once when it is pending. Null when it has ended, or
   * waits without a limit.
   */
  readonly leasedUntil: number | null
  readonly createdAt: number
  readonly startedAt: number | null
  readonly completedAt: number | null
}

/** As it is locked: the rest does not change what is done to it. */
export type LockedRun = Pick<
  RunRow,
  'workflow' | 'state' | 'waitingFor' | 'signals' | 'deadlineAt' | 'holder' | 'leasedUntil'
> & {
  /** The time of the statement. */
  readonly now: number
}

export interface NewRun extends Pick<RunRow, 'workflow' | 'input' | 'steps'> {
  /** So long after the start. */
  readonly deadline: Milliseconds | null
}

/** What is read for a status. */
export interface RunSummary extends Omit<RunRow, 'input' | 'output' | 'signals' | 'holder' | 'grantedAt'> {
  /** Encoded. */
  readonly key: string
  /** Of its newest step. */
  readonly lastStep: { readonly position: number; readonly name: string } | undefined
}

export interface StepRow extends Pick<KeptStep, 'name' | 'kind' | 'state' | 'attempts'> {
  /** Which one it was, from 0, in the order in which they were begun. */
  readonly position: number
  readonly output: string | null
  readonly error: string | null
  /** Of one that is pending: when it goes on. */
  readonly until: number | null
  readonly startedAt: number
  readonly completedAt: number | null
}

/** A step as it ended, or is to be tried again; the times of what keeps it are added there. */
export interface EndedStep extends Pick<
  StepRow,
  'position' | 'name' | 'kind' | 'state' | 'attempts' | 'output' | 'error'
> {
  /** Of one that is pending: it goes on so long after it is kept. */
  readonly pause: Milliseconds | null
  /** Of one that was begun by an earlier attempt; else it began `took` before it is kept. */
  readonly startedAt: number | null
  readonly took: Milliseconds
}

export interface Claim {
  readonly token: string
  readonly ttl: Milliseconds
}

export interface ClaimedRun extends Pick<RunRow, 'workflow' | 'input' | 'fence' | 'deadlineAt'> {
  readonly key: string
  /** The time of the statement. */
  readonly now: number
}

export interface RunPage {
  readonly state: RunState | undefined
  readonly workflow: string | undefined
  readonly reverse: boolean
  readonly limit: number
  /** Encoded. */
  readonly after: string | undefined
}

/** What runs of workflows are kept in. Keys are checked and encoded; each call is atomic and judges by the time of its own statement. */
export interface FlowStorage {
  readonly isTransaction: boolean
  /** What all sessions of one open database have in common, by identity. */
  readonly database: object
  /** The same for all handles of one store of one tenant. */
  readonly lane: string
  /** Runs `action` once the outermost transaction is committed. Only on a transaction. */
  afterCommit(action: () => void): void
  random(bytes: number): Uint8Array
  /** The time to count with in this process: monotonic, unless a clock was injected. Milliseconds. */
  elapsed(): number
  /** Calls `wake` when a run may have changed by this database; returns how to stop. */
  onChange(wake: () => void): () => void
  /** Whether there was none. */
  insert(key: string, run: NewRun, call: StoreCall): Promise<boolean>
  summary(key: string, call: StoreCall): Promise<RunSummary | undefined>
  /** What it was started with, and what it resolved with. */
  texts(key: string, call: StoreCall): Promise<Pick<RunRow, 'input' | 'output'> | undefined>
  list(page: RunPage, call: StoreCall): Promise<readonly RunSummary[]>
  history(key: string, call: StoreCall): Promise<readonly StepRow[]>
  /** Takes due runs of these workflows, as `running`, those first that have waited longest. */
  claim(
    workflows: readonly string[],
    limit: number,
    claim: Claim,
    call: StoreCall,
  ): Promise<readonly ClaimedRun[]>
  /** Whether the token holds the run, whose lease then ends `ttl` from now. */
  extend(key: string, token: string, ttl: Milliseconds, call: StoreCall): Promise<boolean>
  /** Whether the token holds the run. */
  progress(key: string, token: string, progress: string, call: StoreCall): Promise<boolean>
  /**
   * Keeps a step while the token holds the run and its deadline has not passed, in one statement; nobody else gets the run before that is committed.
   * When the step goes on, if it does; undefined when it was not kept.
   */
  keep(
    key: string,
    token: string,
    step: EndedStep,
    call: StoreCall,
  ): Promise<{ readonly until: number | null } | undefined>
  /** Runs several calls as one, in this transaction or in one of its own (read committed). */
  together<T>(call: StoreCall, body: (storage: FlowStorage) => Promise<T>): Promise<T>
  /** In `together`: the run, which nobody else changes until the transaction ends. */
  lock(key: string, call: StoreCall): Promise<LockedRun | undefined>
  /** Under the lock. */
  change(key: string, columns: Partial<RunRow>, call: StoreCall): Promise<void>
  /** Under the lock: puts steps in place of those at their positions. */
  putSteps(key: string, steps: readonly StepRow[], call: StoreCall): Promise<void>
  /** Under the lock: removes the steps that failed. */
  removeFailed(key: string, call: StoreCall): Promise<void>
  /** Under the lock: whether the signal's key was new. `nth` counts those of the run. */
  addSignal(
    key: string,
    signal: { readonly name: string; readonly id: string; readonly payload: string; readonly nth: number },
    call: StoreCall,
  ): Promise<boolean>
  /** The oldest signal of a name that was not taken; its id within the name. */
  nextSignal(
    key: string,
    name: string,
    call: StoreCall,
  ): Promise<{ readonly id: string; readonly payload: string } | undefined>
  /** Under the lock. */
  takeSignal(key: string, name: string, id: string, call: StoreCall): Promise<void>
  /** Removes up to `limit` runs that ended `age` ago or earlier, but not the `keep` that ended last; how many. */
  prune(age: Milliseconds, keep: number, limit: number, call: StoreCall): Promise<number>
}
