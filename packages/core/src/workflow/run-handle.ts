import type { StoreCall } from '../door/store-call.ts'
import type { OperationOptions } from '../contracts/key-value.ts'
import type { ResultOptions, RunHandle, RunStatus } from '../contracts/workflows.ts'
import { nextChange } from '../door/change-signal.ts'
import { checkMilliseconds } from '../door/duration.ts'
import { decodeJson } from '../door/json.ts'
import { HoldfastError } from '../errors.ts'
import type { FlowStorage, RunSummary } from './flow-storage.ts'
import { statusOf } from './run-status.ts'

/** Makes a call of the store, with its options checked. */
export type MakeCall = (
  what: string,
  options: OperationOptions | undefined,
  known?: readonly string[],
) => StoreCall

export class StoredRun<O> implements RunHandle<O> {
  readonly id: string
  readonly #key: string
  readonly #storage: FlowStorage
  readonly #call: MakeCall

  constructor(storage: FlowStorage, id: string, key: string, call: MakeCall) {
    this.id = id
    this.#key = key
    this.#storage = storage
    this.#call = call
  }

  async status(options?: OperationOptions): Promise<RunStatus> {
    return statusOf(await this.#summary(this.#call('read the status of a run of', options)))
  }

  async result(options?: ResultOptions): Promise<O> {
    const call = this.#call('wait for a run of', options, ['wait', 'interval'])
    const wait = checkMilliseconds(
      options?.wait ?? (this.#storage.isTransaction ? 0 : 30_000),
      `${call.action} with wait`,
    )
    const interval = checkMilliseconds(options?.interval ?? 200, `${call.action} with interval`)
    if (wait > 0 && this.#storage.isTransaction)
      throw new TypeError(`Cannot ${call.action}: a transaction looks once; wait on the database`)
    const deadline = performance.now() + wait
    for (;;) {
      const left = deadline - performance.now()
      const change =
        wait === 0
          ? undefined
          : nextChange(
              (wake) => this.#storage.onChange(wake),
              Math.max(0, Math.min(interval, left)),
              call.signal,
            )
      try {
        const run = await this.#summary(call)
        if (run.completedAt !== null) return await this.#resultOf(run, call)
        if (change === undefined || left <= 0)
          throw new HoldfastError(
            'timeout',
            `Cannot ${call.action}: it did not end in the ${wait} ms to wait`,
          )
        await change.felt
      } finally {
        change?.cancel()
      }
    }
  }

  async #resultOf(run: RunSummary, call: StoreCall): Promise<O> {
    if (run.state !== 'completed') {
      const { error: report, state } = statusOf(run)
      const code = report?.code === 'replay' ? 'replay' : 'failed'
      const how = state === 'failed' ? 'it failed; see report' : 'it was cancelled'
      throw new HoldfastError(code, `Cannot ${call.action}: ${how}`, { report })
    }
    const output = (await this.#storage.texts(this.#key, call))?.output ?? null
    return (output === null ? undefined : decodeJson(output)) as O
  }

  async #summary(call: StoreCall): Promise<RunSummary> {
    const run = await this.#storage.summary(this.#key, call)
    if (run === undefined) throw noRun(call.action)
    return run
  }
}

export const noRun = (action: string): HoldfastError =>
  new HoldfastError('not-found', `Cannot ${action}: there is no run with this id`)
