import type { Tenancy } from '../door/tenancy.ts'
import { planBatch, type Group } from './batch-plan.ts'
import type { Connections } from './connections.ts'
import type { Committed, Connection, Driver } from './driver.ts'
import { failureToError, givenUp } from './failure.ts'
import { answerMember, isForEveryone, rejectAll } from './flight-answers.ts'
import { interruptible } from './interruptible.ts'
import type { KeyedWrite } from './keyed-operation.ts'
import type { Pending } from './lane.ts'
import { shapeStatement } from './shape-statement.ts'
import type { Result } from './statement.ts'
import type { Tracer } from './trace.ts'

type Write = Pending<KeyedWrite<unknown>>

/** A flight must not wait for a stranger's row lock; its guilty key is tried again alone. Milliseconds. */
const flightLockTimeout = 20

/** What is left of a flight; all others have been settled. */
export interface Sent {
  /** To be tried one by one. */
  readonly alone: readonly Write[]
  /** To go with the next flight, first. */
  readonly rest: readonly Write[]
}

/** What became of a group: answered or rejected already, or to be tried one by one. */
type Fate = { readonly done: true } | { readonly done: false; readonly retry: readonly Write[] }

/**
 * A flight of writes as short transactions, one for each statement, all sent in one flush. Each locks its rows in key order,
 * so two hosts cannot deadlock, and none waits long for a lock.
 */
export class PipelinedFlight {
  readonly #connections: Connections
  readonly #driver: Driver
  readonly #tracer: Tracer
  readonly #time: () => number | null
  readonly #tenancy: Tenancy | undefined

  constructor(connections: Connections, tracer: Tracer, time: () => number | null, tenancy?: Tenancy) {
    this.#connections = connections
    this.#driver = connections.driver
    this.#tracer = tracer
    this.#time = time
    this.#tenancy = tenancy
  }

  async send(writes: readonly Write[], lockTimeout: number = flightLockTimeout): Promise<Sent> {
    const action = writes[0]!.call.action
    const lease = await this.#connections.lease('write', {}, action, this.#tenancy)
    const { connection } = lease
    let isBroken = true
    try {
      const { groups, rest } = planBatch(writes, ({ operation }) => operation, true)
      const committed = await this.#commit(connection, writes, groups, lockTimeout)
      this.#tracer.batch(writes.slice(0, writes.length - rest.length), groups.length)
      isBroken = committed.some(
        (result) => !result.ok && this.#driver.failure(result.error, result.phase).ends === 'connection',
      )
      const alone: Write[] = []
      for (const [index, group] of groups.entries()) {
        const fate = await this.#settle(group, committed[index]!)
        if (!fate.done) alone.push(...fate.retry)
      }
      return { alone, rest }
    } finally {
      await lease.end({ broken: isBroken || connection.inTransaction })
    }
  }

  async #commit(
    connection: Connection,
    writes: readonly Write[],
    groups: readonly Group<Write>[],
    lockTimeout: number,
  ): Promise<readonly Committed[]> {
    const time = this.#time()
    const statements = groups.map(({ members }) =>
      shapeStatement(
        'arrays',
        members.map(({ write }) => write),
        time,
      ),
    )
    const run = (): Promise<readonly Committed[]> =>
      Promise.resolve(
        this.#tracer.statement(statements[0]!, () => connection.commitEach!(statements, lockTimeout)),
      )
    const { signal, action } = writes[0]!.call
    if (writes.length > 1 || signal === undefined || connection.interrupt === undefined) return run()
    writes[0]!.alone = true
    return interruptible(this.#driver, connection, { signal }, action, run)
  }

  async #settle({ members }: Group<Write>, committed: Committed): Promise<Fate> {
    const writes = members.flatMap(({ callers }) => callers.map(({ pending }) => pending))
    const accept = ({ rows }: Result): Fate => {
      const byKey = members.length === 1 ? undefined : new Map(rows.map((row) => [row[0], row]))
      const parts: Write[] = []
      for (const member of members) {
        const row = byKey === undefined ? rows[0] : byKey.get(member.write.key)
        const isRefused = member.callers.length > 1 && member.write.refused?.(row) === true
        if (isRefused) parts.push(...member.callers.map(({ pending }) => pending))
        else answerMember(member, row)
      }
      return parts.length === 0 ? { done: true } : { done: false, retry: parts }
    }
    if (committed.ok) return accept(committed.value)
    const { error, phase, token, written } = committed
    let failure = this.#driver.failure(error, phase)
    if (failure.ends === 'connection') {
      const fate = await this.#askServer(token)
      if (fate === 'committed') return accept(written!)
      if (fate === 'aborted') return { done: false, retry: writes }
      // The driver knows when a flight was never sent; else it may have arrived.
      if (failure.outcome !== 'not-applied') failure = { ...failure, outcome: 'unknown', retryable: false }
    }
    const isAlone =
      writes.length === 1 &&
      failure.code !== 'lock-timeout' &&
      failure.code !== 'deadlock' &&
      failure.code !== 'serialization'
    if (isAlone || isForEveryone(failure)) {
      rejectAll(writes, ({ call: { signal, action } }) =>
        failure.code === 'cancelled' && signal?.aborted === true
          ? givenUp(signal, action, failure.outcome)
          : failureToError(failure, error, action),
      )
      return { done: true }
    }
    return { done: false, retry: writes }
  }

  async #askServer(token: string | undefined): Promise<'committed' | 'aborted' | 'unknown'> {
    return token === undefined || this.#driver.settle === undefined ? 'unknown' : this.#driver.settle(token)
  }
}
