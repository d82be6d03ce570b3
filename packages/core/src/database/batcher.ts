import type { MaybePromise } from '../contracts/maybe-promise.ts'
import type { Tenancy } from '../door/tenancy.ts'
import { Backlog } from './backlog.ts'
import type { Connections } from './connections.ts'
import type { Dialect } from './dialect.ts'
import type { Call } from './executor.ts'
import { toError } from './failure.ts'
import { answer, rejectAll } from './flight-answers.ts'
import type { KeyedOperation, KeyedWrite } from './keyed-operation.ts'
import { Lane, type Pending } from './lane.ts'
import { PipelinedFlight } from './pipelined-flight.ts'
import { shapeStatement } from './shape-statement.ts'
import { SharedFlight } from './shared-flight.ts'
import type { TraceContext, Tracer } from './trace.ts'
import { Turns } from './turns.ts'
import { WriteLane } from './write-lane.ts'

/** How many writes with a locked row may be tried alone at a time: each try holds a connection while it waits. */
const lonelyTries = 2

interface AnyLane {
  readonly isIdle: boolean
  add(operation: KeyedOperation<unknown>, call: Call, context?: TraceContext): Promise<unknown>
}

/** Lets operations of independent callers share statements and commits. Lanes come and go with their traffic. */
export class Batcher {
  readonly #connections: Connections
  readonly #dialect: Dialect
  readonly #tracer: Tracer
  readonly #time: () => number | null
  readonly #backlog = new Backlog()
  readonly #lanes = new Map<string, AnyLane>()
  readonly #turns = new Turns(lonelyTries)

  constructor(connections: Connections, dialect: Dialect, tracer: Tracer, time: () => number | null) {
    this.#connections = connections
    this.#dialect = dialect
    this.#tracer = tracer
    this.#time = time
  }

  /** `tenancy`: what is sent for one goes with no other's. Left out where that makes no difference. */
  write<R>(operation: KeyedWrite<R>, call: Call, tenancy?: Tenancy): Promise<R> {
    // One commit for a whole flight wants one lane; one commit for each statement wants a lane for each store.
    const name = this.#dialect.batch.commit === 'shared' ? 'write' : `write ${operation.shape.lane}`
    const lane = this.#lane(name + apart(tenancy), () => this.#writeLane(tenancy))
    return this.#tracer.operation(operation.shape, (context) =>
      lane.add(operation, call, context),
    ) as Promise<R>
  }

  read<R>(operation: KeyedOperation<R>, call: Call, tenancy?: Tenancy): MaybePromise<R> {
    const name = `read ${operation.shape.id}`
    const lane = this.#lane(name + apart(tenancy), () => this.#readLane(tenancy))
    return this.#tracer.operation(operation.shape, (context) =>
      lane.add(operation, call, context),
    ) as Promise<R>
  }

  #lane(name: string, make: () => AnyLane): AnyLane {
    const known = this.#lanes.get(name)
    if (known !== undefined) return known
    if (this.#lanes.size > 1_000)
      for (const [key, lane] of this.#lanes) if (lane.isIdle) this.#lanes.delete(key)
    const made = make()
    this.#lanes.set(name, made)
    return made
  }

  #writeLane(tenancy: Tenancy | undefined): AnyLane {
    const { batch } = this.#dialect
    if (batch.commit === 'each') {
      const flight = new PipelinedFlight(this.#connections, this.#tracer, this.#time, tenancy)
      return new WriteLane(this.#backlog, batch.flush, flight, this.#turns)
    }
    const { send } = new SharedFlight(this.#connections, this.#dialect, this.#tracer, this.#time, tenancy)
    return new Lane<KeyedWrite<unknown>>(this.#backlog, batch.flush, 'unknown', send)
  }

  #readLane(tenancy: Tenancy | undefined): AnyLane {
    return new Lane<KeyedOperation<unknown>>(
      this.#backlog,
      this.#dialect.batch.flush,
      'not-applied',
      (flight) => this.#sendReads(flight, tenancy),
    )
  }

  async #sendReads(flight: readonly Pending[], tenancy: Tenancy | undefined): Promise<readonly Pending[]> {
    const byKey = new Map(flight.map(({ operation }) => [operation.key, operation]))
    const statement = shapeStatement(this.#dialect.batch.form, [...byKey.values()], this.#time())
    try {
      const { rows } = await this.#connections.use(
        'read',
        {},
        flight[0]!.call.action,
        (connection) => this.#tracer.statement(statement, () => connection.execute(statement)),
        tenancy,
      )
      const found = new Map(rows.map((row) => [row[0], row]))
      for (const pending of flight) answer(pending, found.get(pending.operation.key))
      this.#tracer.batch(flight, 1)
    } catch (error) {
      rejectAll(flight, ({ call }) => toError(this.#connections.driver, error, 'statement', call.action))
    }
    return []
  }
}

/** No name of a store or tenant holds a NUL. */
const apart = (tenancy: Tenancy | undefined): string => {
  if (tenancy === undefined) return ''
  return tenancy.kind === 'tenant' ? `\u0000${tenancy.kind}\u0000${tenancy.id}` : `\u0000${tenancy.kind}`
}
