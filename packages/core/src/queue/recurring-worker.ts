import type { QueueWorker, StopOptions } from '../contracts/queue.ts'
import { longestTimer } from '../door/duration.ts'
import { hasCode } from '../errors.ts'

/** After a failure to enqueue ahead it is tried again so soon, in milliseconds. */
const again = 5_000

/** A worker that also enqueues recurring jobs ahead: at its start, and at each of their times the one after it. */
export class RecurringWorker implements QueueWorker {
  readonly #worker: QueueWorker
  readonly #enqueueNext: () => Promise<readonly Date[]>
  readonly #clock: () => number
  readonly #onError: (error: unknown) => void
  #timer: ReturnType<typeof setTimeout> | undefined
  #enqueuing: Promise<void>
  #isStopped = false

  constructor(
    worker: QueueWorker,
    enqueueNext: () => Promise<readonly Date[]>,
    clock: () => number,
    onError: (error: unknown) => void,
  ) {
    this.#worker = worker
    this.#enqueueNext = enqueueNext
    this.#clock = clock
    this.#onError = onError
    this.#enqueuing = this.#enqueue()
  }

  async stop(options?: StopOptions): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.#enqueuing
    await this.#worker.stop(options)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async #enqueue(): Promise<void> {
    let pause = again
    try {
      const times = await this.#enqueueNext()
      if (times.length === 0) return
      pause = Math.min(...times.map((time) => time.getTime())) - this.#clock()
    } catch (error) {
      // The end of the database is the worker's.
      if (hasCode(error, 'closed')) return
      this.#onError(error)
    }
    if (this.#isStopped) return
    const wait = Math.min(Math.max(1, pause), longestTimer)
    this.#timer = setTimeout(() => {
      this.#enqueuing = this.#enqueue()
    }, wait).unref()
  }
}
