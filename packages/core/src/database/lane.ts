import type { Call } from './executor.ts'
import type { Backlog } from './backlog.ts'
import { outside } from './context.ts'
import type { BatchForm } from './dialect.ts'
import { forCaller, givenUp } from './failure.ts'
import type { KeyedOperation } from './keyed-operation.ts'
import type { TraceContext } from './trace.ts'

/** The most that one flight carries. */
export const flightLimits: { readonly operations: number; readonly bytes: number } = {
  operations: 256,
  bytes: 1024 * 1024,
}

/** An operation and the caller who waits for it. */
export interface Pending<O extends KeyedOperation<unknown> = KeyedOperation<unknown>> {
  readonly operation: O
  readonly call: Call
  readonly bytes: number
  readonly context: TraceContext | undefined
  /** Set when the only operation of its flight can be stopped on the server: then its answer decides. */
  alone: boolean
  /** Settles the caller. Calls after the first do nothing. */
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** Sends a flight. It settles every operation, save those that it gives back to be sent first next time. */
export type Send<O extends KeyedOperation<unknown>> = (
  flight: readonly Pending<O>[],
) => Promise<readonly Pending<O>[]>

/**
 * Gathers operations into flights: what arrives while one is out goes next, in order; without one, a flight leaves at the
 * end of the turn or in the check phase. There are no timers.
 */
export class Lane<O extends KeyedOperation<unknown>> {
  readonly #backlog: Backlog
  readonly #flush: BatchForm['flush']
  readonly #send: Send<O>
  readonly #sentOutcome: 'not-applied' | 'unknown'
  #queue: Pending<O>[] = []
  #isBusy = false

  /** `sentOutcome`: what a caller who gives up after sending is told. */
  constructor(
    backlog: Backlog,
    flush: BatchForm['flush'],
    sentOutcome: 'not-applied' | 'unknown',
    send: Send<O>,
  ) {
    this.#backlog = backlog
    this.#flush = flush
    this.#sentOutcome = sentOutcome
    this.#send = send
  }

  get isIdle(): boolean {
    return !this.#isBusy && this.#queue.length === 0
  }

  add(operation: O, call: Call, context?: TraceContext): Promise<unknown> {
    const { signal, action } = call
    if (signal?.aborted === true) return Promise.reject(givenUp(signal, action, 'not-applied'))
    const bytes = sizeOf(operation)
    return new Promise((resolve, reject) => {
      this.#backlog.add(bytes, action)
      const pending: Pending<O> =
        signal === undefined
          ? { operation, call, bytes, context, alone: false, resolve, reject }
          : this.#abortable({ operation, call, bytes, context, alone: false, resolve, reject }, signal)
      this.#queue.push(pending)
      this.#schedule()
    })
  }

  /** The same, which its caller can give up until it is settled. */
  #abortable(pending: Pending<O>, signal: AbortSignal): Pending<O> {
    const onAbort = (): void => this.#giveUp(abortable)
    const abortable: Pending<O> = {
      ...pending,
      resolve: (value) => {
        signal.removeEventListener('abort', onAbort)
        pending.resolve(value)
      },
      reject: (error) => {
        signal.removeEventListener('abort', onAbort)
        pending.reject(error)
      },
    }
    signal.addEventListener('abort', onAbort, { once: true })
    return abortable
  }

  #giveUp(pending: Pending<O>): void {
    const index = this.#queue.indexOf(pending)
    if (index >= 0) {
      this.#queue.splice(index, 1)
      this.#backlog.remove(pending.bytes)
    } else if (pending.alone) return
    pending.reject(
      givenUp(pending.call.signal!, pending.call.action, index >= 0 ? 'not-applied' : this.#sentOutcome),
    )
  }

  #schedule(): void {
    if (this.#isBusy) return
    this.#isBusy = true
    if (this.#flush === 'turn') outside(() => queueMicrotask(() => void this.#fly()))
    else outside(() => setImmediate(() => void this.#fly()))
  }

  async #fly(): Promise<void> {
    const flight = this.#take()
    if (flight.length > 0) {
      let back: readonly Pending<O>[] = []
      try {
        back = await this.#send(flight)
      } catch (error) {
        const { action } = flight[0]!.call
        for (const pending of flight) pending.reject(forCaller(error, action, pending.call.action))
      }
      for (const { bytes, call } of back) this.#backlog.add(bytes, call.action)
      if (back.length > 0) this.#queue = [...back, ...this.#queue]
    }
    this.#isBusy = false
    if (this.#queue.length > 0) this.#schedule()
  }

  #take(): readonly Pending<O>[] {
    let count = 0
    let bytes = 0
    while (count < this.#queue.length && count < flightLimits.operations) {
      bytes += this.#queue[count]!.bytes
      if (count > 0 && bytes > flightLimits.bytes) break
      count++
    }
    const flight = this.#queue.splice(0, count)
    for (const pending of flight) this.#backlog.remove(pending.bytes)
    return flight
  }
}

const sizeOf = ({ row }: KeyedOperation<unknown>): number => {
  let bytes = 0
  for (const value of row) bytes += typeof value === 'string' ? value.length : 8
  return bytes
}
