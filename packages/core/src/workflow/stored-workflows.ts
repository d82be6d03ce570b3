import { encodeId } from '../door/id.ts'
import type { StoreCall } from '../door/store-call.ts'
import type { Json } from '../contracts/json.ts'
import type { OperationOptions } from '../contracts/key-value.ts'
import type { Page } from '../contracts/page.ts'
import type { AnyWorkflow, Workflow } from '../contracts/workflow.ts'
import type {
  ForkOptions,
  PruneRunsOptions,
  RunHandle,
  RunListOptions,
  RunOnceOptions,
  RunStatus,
  KeptStep,
  SendOptions,
  SendResult,
  StartOptions,
  WorkflowWorker,
  Workflows,
  WorkOptions,
} from '../contracts/workflows.ts'
import { decodeCursor, encodeCursor } from '../door/cursor.ts'
import { checkAge, checkLimit, checkMilliseconds } from '../door/duration.ts'
import { encodeJson } from '../door/json.ts'
import { wholeRange } from '../door/key.ts'
import { checkName } from '../door/name.ts'
import { checkOptions } from '../door/options.ts'
import { checkSignal } from '../door/signal.ts'
import { guardedListener } from '../door/listener.ts'
import { uuidV7 } from '../door/uuid.ts'
import { HoldfastError } from '../errors.ts'
import { checkLeaseTtl, defaultLeaseTtl } from '../leases/lease-ttl.ts'
import type { FlowParts } from './flow-parts.ts'
import type { FlowStorage } from './flow-storage.ts'
import { offerOf, runStates } from './run-checks.ts'
import { inputText } from './run-input.ts'
import { noRun, StoredRun } from './run-handle.ts'
import { cancelRun, forkRun, resumeRun, sendSignal } from './run-changes.ts'
import { statusOf, stepStatusOf } from './run-status.ts'
import { PollingWorker, takeRuns } from './worker.ts'

/** The contract over whatever keeps the runs. */
export class StoredWorkflows implements Workflows {
  readonly #parts: FlowParts
  readonly #storage: FlowStorage
  readonly #store: string
  readonly #clock: () => number

  constructor(parts: FlowParts, name: string, clock: () => number) {
    this.#parts = parts
    this.#storage = parts.storage
    this.#store = `workflows(${JSON.stringify(name)})`
    this.#clock = clock
  }

  async start<I, O>(workflow: Workflow<I, O>, input: I, options?: StartOptions): Promise<RunHandle<O>> {
    const call = this.#call('start a run of', options, ['id', 'ifExists', 'deadline'])
    const [name] = [...offerOf([workflow as unknown as AnyWorkflow], call.action).keys()]
    const { ifExists = 'return', deadline } = options ?? {}
    if (ifExists !== 'return' && ifExists !== 'reject')
      throw new TypeError(`Cannot ${call.action}: ifExists must be "return" or "reject"`)
    const id = options?.id ?? this.#newId()
    const key = encodeId(id, call.action)
    const run = {
      workflow: name!,
      input: inputText(input, this.#parts.valueBytes, call.action),
      steps: workflow.steps ?? null,
      deadline: deadline === undefined ? null : checkAge(deadline, `${call.action} with deadline`),
    }
    if (!(await this.#storage.insert(key, run, call))) await this.#refuseOther(key, name!, ifExists, call)
    return this.#handle(id, key)
  }

  handle<O = unknown>(id: string): RunHandle<O> {
    return this.#handle(id, encodeId(id, `get a run of ${this.#store}`))
  }

  async signal(id: string, signal: string, payload: Json = null, options?: SendOptions): Promise<SendResult> {
    const call = this.#call('signal a run of', options, ['key'])
    const sent = {
      name: checkName(signal, 'name of the signal', call.action),
      id: options?.key === undefined ? undefined : checkName(options.key, 'key of the signal', call.action),
      payload: encodeJson(payload, this.#parts.valueBytes, call.action),
    }
    return sendSignal(this.#storage, encodeId(id, call.action), sent, call)
  }

  async cancel(id: string, options?: OperationOptions): Promise<boolean> {
    const call = this.#call('cancel a run of', options)
    return cancelRun(this.#storage, encodeId(id, call.action), call)
  }

  async resume(id: string, options?: OperationOptions): Promise<boolean> {
    const call = this.#call('resume a run of', options)
    return resumeRun(this.#storage, encodeId(id, call.action), call)
  }

  async fork<O = unknown>(id: string, options: ForkOptions): Promise<RunHandle<O>> {
    const call = this.#call('fork a run of', options, ['fromStep', 'id'])
    const step = checkName(options?.fromStep, 'name of the step', call.action)
    const next = options.id ?? this.#newId()
    const key = encodeId(next, call.action)
    await forkRun(this.#storage, encodeId(id, call.action), key, step, call)
    return this.#handle(next, key)
  }

  async list(options?: RunListOptions): Promise<Page<RunStatus>> {
    const call = this.#call('list the runs of', options, ['state', 'workflow', 'reverse', 'limit', 'after'])
    const { state, workflow, reverse = false, after } = options ?? {}
    if (state !== undefined && !runStates.includes(state))
      throw new TypeError(`Cannot ${call.action}: the state must be one of ${runStates.join(', ')}`)
    if (workflow !== undefined) checkName(workflow, 'name of the workflow', call.action)
    if (typeof reverse !== 'boolean') throw new TypeError(`Cannot ${call.action}: reverse must be a boolean`)
    const limit = checkLimit(options?.limit ?? 100, call.action, 10_000)
    const selection = { range: wholeRange, reverse }
    const page = {
      state,
      workflow,
      reverse,
      limit: limit + 1,
      after: after === undefined ? undefined : decodeCursor(after, selection, call.action),
    }
    const runs = await this.#storage.list(page, call)
    const items = runs.slice(0, limit)
    const last = items.at(-1)
    const next = runs.length > limit && last !== undefined ? { next: encodeCursor(last.key, selection) } : {}
    return { items: items.map(statusOf), ...next }
  }

  async steps(id: string, options?: OperationOptions): Promise<readonly KeptStep[]> {
    const call = this.#call('read the steps of a run of', options)
    return (await this.#storage.history(encodeId(id, call.action), call)).map(stepStatusOf)
  }

  async prune(options?: PruneRunsOptions): Promise<number> {
    const call = this.#call('prune', options, ['olderThan', 'keep', 'limit'])
    const { olderThan = 0, keep = 0, limit = 10_000 } = options ?? {}
    checkAge(olderThan, `${call.action} with olderThan`)
    if (keep !== 0) checkLimit(keep, `${call.action} with keep`, 1_000_000_000)
    checkLimit(limit, call.action, 10_000)
    return this.#storage.prune(olderThan, keep, limit, call)
  }

  work(workflows: readonly AnyWorkflow[], options?: WorkOptions): WorkflowWorker {
    const action = `work on ${this.#store}`
    checkOptions(options, ['concurrency', 'interval', 'ttl', 'onError'], action)
    const { concurrency = 10, interval = 1_000, ttl = defaultLeaseTtl, onError = warn } = options ?? {}
    if (typeof onError !== 'function') throw new TypeError(`Cannot ${action}: onError must be a function`)
    this.#refuseTransaction(action)
    const settings = {
      concurrency: checkLimit(concurrency, `${action} with concurrency`, 10_000),
      interval: checkMilliseconds(interval, `${action} with interval`),
      ttl: checkLeaseTtl(ttl, action),
      onError: guardedListener(onError, 'onError of a worker of workflows'),
    }
    return new PollingWorker(this.#parts, offerOf(workflows, action), settings, { action, signal: undefined })
  }

  async runOnce(workflows: readonly AnyWorkflow[], options?: RunOnceOptions): Promise<number> {
    const call = this.#call('work on', options, ['limit', 'ttl'])
    this.#refuseTransaction(call.action)
    const limit = checkLimit(options?.limit ?? 1, call.action, 10_000)
    const ttl = checkLeaseTtl(options?.ttl ?? defaultLeaseTtl, call.action)
    const attempts = await takeRuns(this.#parts, offerOf(workflows, call.action), limit, ttl, call)
    await Promise.all(attempts.map((attempt) => attempt.run()))
    return attempts.length
  }

  async drain(workflows: readonly AnyWorkflow[], options?: RunOnceOptions): Promise<number> {
    let all = 0
    for (;;) {
      const taken = await this.runOnce(workflows, options)
      if (taken === 0) return all
      all += taken
    }
  }

  async #refuseOther(key: string, name: string, ifExists: string, call: StoreCall): Promise<void> {
    const there = await this.#storage.summary(key, call)
    if (there === undefined) throw noRun(call.action)
    if (ifExists === 'return' && there.workflow === name) return
    const what = there.workflow === name ? 'a run' : 'a run of another workflow'
    throw new HoldfastError('duplicate', `Cannot ${call.action}: ${what} has this id`)
  }

  #handle<O>(id: string, key: string): RunHandle<O> {
    return new StoredRun<O>(this.#storage, id, key, (...call) => this.#call(...call))
  }

  #newId(): string {
    return uuidV7(this.#clock(), this.#storage.random(10))
  }

  #refuseTransaction(action: string): void {
    if (this.#storage.isTransaction)
      throw new TypeError(
        `Cannot ${action} in a transaction: steps commit one by one; call it on the database`,
      )
  }

  #call(what: string, options: OperationOptions | undefined, known: readonly string[] = []): StoreCall {
    const action = `${what} ${this.#store}`
    checkOptions(options, [...known, 'signal'], action)
    return { action, signal: checkSignal(options?.signal, action) }
  }
}

const warn = (error: unknown): void => {
  process.emitWarning(`A worker of workflows goes on after: ${String(error)}`, 'HoldfastWarning')
}
