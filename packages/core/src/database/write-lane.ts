import { HoldfastError } from '../errors.ts'
import type { Backlog } from './backlog.ts'
import type { Call } from './executor.ts'
import type { BatchForm } from './dialect.ts'
import type { KeyedWrite } from './keyed-operation.ts'
import { Lane, type Pending } from './lane.ts'
import type { PipelinedFlight } from './pipelined-flight.ts'
import type { TraceContext } from './trace.ts'
import type { Turns } from './turns.ts'

type Write = Pending<KeyedWrite<unknown>>

/** How long one try may hold a connection while it waits for a row lock, and how long a write waits over all tries. */
const tryLockTimeout = 250
const lockTimeout = 10_000

/**
 * The write lane of a store on an engine with row locks. A write whose row is locked by a stranger leaves the flights and
 * is tried alone, and later writes of its key wait behind it; all other keys go on.
 */
export class WriteLane {
  readonly #flight: PipelinedFlight
  readonly #lane: Lane<KeyedWrite<unknown>>
  readonly #turns: Turns
  readonly #detached = new Map<string, Promise<void>>()

  constructor(backlog: Backlog, flush: BatchForm['flush'], flight: PipelinedFlight, turns: Turns) {
    this.#flight = flight
    this.#turns = turns
    this.#lane = new Lane(backlog, flush, 'unknown', (pendings) => this.#send(pendings))
  }

  get isIdle(): boolean {
    return this.#lane.isIdle && this.#detached.size === 0
  }

  add(operation: KeyedWrite<unknown>, call: Call, context?: TraceContext): Promise<unknown> {
    return this.#lane.add(operation, call, context)
  }

  async #send(pendings: readonly Write[]): Promise<readonly Write[]> {
    const together = pendings.filter((pending) => !this.#waitsBehind(pending))
    if (together.length === 0) return []
    const { alone, rest } = await this.#flight.send(together)
    for (const pending of alone) this.#detach(pending)
    return rest
  }

  #waitsBehind(pending: Write): boolean {
    if (!this.#detached.has(pending.operation.key)) return false
    this.#detach(pending)
    return true
  }

  #detach(pending: Write): void {
    const { key } = pending.operation
    const before = this.#detached.get(key) ?? Promise.resolve()
    const turn = before
      .then(() => this.#tryAlone(pending))
      .then(() => {
        if (this.#detached.get(key) === turn) this.#detached.delete(key)
      })
    this.#detached.set(key, turn)
  }

  async #tryAlone(pending: Write): Promise<void> {
    const deadline = performance.now() + lockTimeout
    try {
      for (;;) {
        const { alone } = await this.#turns.run(() => this.#flight.send([pending], tryLockTimeout))
        if (alone.length === 0) return
        if (performance.now() > deadline) throw rowStaysLocked(pending.call.action)
      }
    } catch (error) {
      pending.reject(error)
    }
  }
}

const rowStaysLocked = (action: string): HoldfastError =>
  new HoldfastError(
    'lock-timeout',
    `Cannot ${action}: another transaction held the row for longer than ${lockTimeout} ms`,
    {
      retryable: true,
    },
  )
