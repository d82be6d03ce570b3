import { planBatch, type Group } from './batch-plan.ts'
import type { Connections } from './connections.ts'
import type { Connection, Driver, Phase } from './driver.ts'
import { failureToError, givenUp } from './failure.ts'
import { answerMember, isForEveryone, rejectAll } from './flight-answers.ts'
import { interruptible } from './interruptible.ts'
import type { KeyedWrite } from './keyed-operation.ts'
import type { Pending } from './lane.ts'
import { shapeStatement } from './shape-statement.ts'
import { statement, type Result, type Settled, type Statement } from './statement.ts'
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

  constructor(connections: Connections, tracer: Tracer, time: () => number | null) {
    this.#connections = connections
    this.#driver = connections.driver
    this.#tracer = tracer
    this.#time = time
  }

  async send(writes: readonly Write[], lockTimeout: number = flightLockTimeout): Promise<Sent> {
    const action = writes[0]!.call.action
    const lease = await this.#connections.lease('write', {}, action)
    const { connection } = lease
    let isBroken = true
    try {
      const { groups, rest } = planBatch(writes, ({ operation }) => operation, true)
      const pieces = groups.map((group) => this.#transaction(connection, group, lockTimeout))
      const results = await this.#pipeline(connection, writes, pieces.flat())
      this.#tracer.batch(writes.slice(0, writes.length - rest.length), groups.length)
      isBroken = results.some(
        (result) => !result.ok && this.#driver.failure(result.error, 'statement').ends === 'connection',
      )
      const alone: Write[] = []
      let offset = 0
      for (const [index, group] of groups.entries()) {
        const piece = results.slice(offset, (offset += pieces[index]!.length))
        const fate = await this.#settle(group, piece, connection.token !== undefined)
        if (!fate.done) alone.push(...fate.retry)
      }
      return { alone, rest }
    } finally {
      await lease.end({ broken: isBroken || connection.inTransaction })
    }
  }

  #transaction(connection: Connection, { members }: Group<Write>, lockTimeout: number): readonly Statement[] {
    const write = shapeStatement(
      'arrays',
      members.map((member) => member.write),
      this.#time(),
    )
    const token = connection.token === undefined ? [] : [connection.token]
    return [
      ...connection.begin({ isolation: 'read-committed', readOnly: false, lockTimeout }),
      write,
      ...token,
      commit,
    ]
  }

  async #pipeline(
    connection: Connection,
    writes: readonly Write[],
    statements: readonly Statement[],
  ): Promise<readonly Settled<Result>[]> {
    const traced = statements.find(({ point }) => point === true) ?? statements[0]!
    const run = (): Promise<readonly Settled<Result>[]> =>
      Promise.resolve(this.#tracer.statement(traced, () => connection.pipeline(statements)))
    const { signal, action } = writes[0]!.call
    if (writes.length > 1 || signal === undefined || connection.interrupt === undefined) return run()
    writes[0]!.alone = true
    return interruptible(this.#driver, connection, { signal }, action, run)
  }

  async #settle(
    { members }: Group<Write>,
    results: readonly Settled<Result>[],
    hasToken: boolean,
  ): Promise<Fate> {
    const writes = members.flatMap(({ callers }) => callers.map(({ pending }) => pending))
    const tokenAt = hasToken ? results.length - 2 : -1
    const written = results[results.length - (hasToken ? 3 : 2)]!
    const failedAt = results.findIndex((result) => !result.ok)
    const accept = (): Fate => {
      const byKey = new Map((written as { value: Result }).value.rows.map((row) => [row[0], row]))
      const parts: Write[] = []
      for (const member of members) {
        const row = byKey.get(member.write.key)
        const isRefused = member.callers.length > 1 && member.write.refused?.(row) === true
        if (isRefused) parts.push(...member.callers.map(({ pending }) => pending))
        else answerMember(member, row)
      }
      return parts.length === 0 ? { done: true } : { done: false, retry: parts }
    }
    // Behind a BEGIN that was stopped the write has committed by itself.
    const stands = failedAt >= 0 && written.ok && failedAt < results.indexOf(written)
    if (failedAt < 0 || stands) return accept()
    const { error } = results[failedAt] as { error: unknown }
    const phase: Phase = failedAt === results.length - 1 ? 'commit' : 'statement'
    let failure = this.#driver.failure(error, phase)
    if (failure.ends === 'connection') {
      const token = tokenAt >= 0 ? results[tokenAt]! : undefined
      const fate = await this.#askServer(token)
      if (fate === 'committed') return accept()
      if (fate === 'aborted') return { done: false, retry: writes }
      // The driver knows when a flight was never sent; else it may have arrived.
      if (failure.outcome !== 'not-applied' || phase === 'commit')
        failure = { ...failure, outcome: 'unknown', retryable: false }
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

  async #askServer(token: Settled<Result> | undefined): Promise<'committed' | 'aborted' | 'unknown'> {
    const value = token?.ok === true ? token.value.rows[0]?.[0] : undefined
    return typeof value === 'string' && this.#driver.settle !== undefined
      ? this.#driver.settle(value)
      : 'unknown'
  }
}

const commit = statement('COMMIT')
