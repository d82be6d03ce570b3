import type { StoreCall } from '../door/store-call.ts'
import type { Key, OperationOptions } from '../contracts/key-value.ts'
import type { Checkpoint, TaskProgress } from '../contracts/task-progress.ts'
import type { ProgressReport } from '../contracts/workflow.ts'
import { decodeJson, encodeJson } from '../door/json.ts'
import { encodeKey } from '../door/key.ts'
import { checkOptions } from '../door/options.ts'
import { checkSignal } from '../door/signal.ts'
import type { RowStore, RowValues } from '../rows/row-store.ts'
import { checkProgress, progressOf } from './progress.ts'

/** Both are JSON. */
export interface ProgressRow extends RowValues {
  readonly value: string
  readonly progress: string
}

/** Checkpoints over rows by key. */
export class StoredProgress<V> implements TaskProgress<V> {
  readonly #rows: RowStore<ProgressRow>
  readonly #store: string
  readonly #valueBytes: number

  constructor(rows: RowStore<ProgressRow>, name: string, valueBytes: number) {
    this.#rows = rows
    this.#store = `progress(${JSON.stringify(name)})`
    this.#valueBytes = valueBytes
  }

  async save(task: Key, value: V, report: ProgressReport & OperationOptions = {}): Promise<void> {
    const call = this.#call('save a task of', report, ['done', 'total', 'message'])
    const { signal: _, ...rest } = report
    const row = {
      value: encodeJson(value, this.#valueBytes, call.action),
      progress: checkProgress(rest, call.action),
    }
    await this.#rows.put(encodeKey(task, call.action), row, call)
  }

  async get(task: Key, options?: OperationOptions): Promise<Checkpoint<V> | undefined> {
    const call = this.#call('get a task of', options)
    const row = await this.#rows.get(encodeKey(task, call.action), call)
    if (row === undefined) return undefined
    const { values, createdAt, updatedAt } = row
    return {
      ...progressOf(values.progress),
      value: decodeJson(values.value) as V,
      startedAt: createdAt,
      updatedAt,
    }
  }

  async clear(task: Key, options?: OperationOptions): Promise<boolean> {
    const call = this.#call('clear a task of', options)
    return this.#rows.remove(encodeKey(task, call.action), call)
  }

  #call(what: string, options: OperationOptions | undefined, known: readonly string[] = []): StoreCall {
    const action = `${what} ${this.#store}`
    checkOptions(options, [...known, 'signal'], action)
    return { action, signal: checkSignal(options?.signal, action) }
  }
}
