import { channel, tracingChannel, type Channel, type TracingChannel } from 'node:diagnostics_channel'
import type { EngineFacts } from '../contracts/backend.ts'
import type { Environment } from '../contracts/environment.ts'
import type { LogEvent } from '../contracts/log.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import { HoldfastError } from '../errors.ts'
import type { Shape } from './keyed-operation.ts'
import type { Statement } from './statement.ts'

/** What a subscriber of a channel receives; attribute names follow OpenTelemetry's database conventions. */
export type Attributes = Record<string, string | number | boolean>
type Kind = 'operation' | 'statement' | 'transaction' | 'wait'

/** What a subscriber can keep its span on: the same object from start to end, and in the batch that carried it. */
export interface TraceContext {
  attributes: Attributes
  error?: unknown
}

const channels: Record<Kind, TracingChannel<object>> = {
  operation: tracingChannel('holdfast:operation'),
  statement: tracingChannel('holdfast:statement'),
  transaction: tracingChannel('holdfast:transaction'),
  wait: tracingChannel('holdfast:wait'),
}
const batches: Channel = channel('holdfast:batch')

/** Publishes what happens, to the tracing channels and the log. Costs two property reads when nobody listens. */
export class Tracer {
  readonly #facts: EngineFacts
  readonly #environment: Environment

  readonly #codeOf: (error: unknown) => string
  readonly #about: Attributes | undefined

  /** `codeOf` gives the portable code of a driver's error. `about`: attributes of everything that it tells. */
  constructor(
    facts: EngineFacts,
    environment: Environment,
    codeOf: (error: unknown) => string,
    about?: Attributes,
  ) {
    this.#facts = facts
    this.#environment = environment
    this.#codeOf = codeOf
    this.#about = about
  }

  /** One that tells these attributes of everything. */
  about(attributes: Attributes): Tracer {
    return new Tracer(this.#facts, this.#environment, this.#codeOf, attributes)
  }

  /** An operation of a store in its caller's context, until it is answered. Its batch names the same context object. */
  operation<R>({ summary }: Shape, run: (context?: TraceContext) => Promise<R>): Promise<R> {
    if (!channels.operation.hasSubscribers) return run()
    return this.#trace('operation', summaryAttributes(summary), run) as Promise<R>
  }

  /** Whether anybody listens: what is too frequent makes no closure for nobody. */
  hears(kind: Kind): boolean {
    return this.#environment.log !== undefined || channels[kind].hasSubscribers
  }

  statement<R>(statement: Statement, run: () => MaybePromise<R>): MaybePromise<R> {
    if (!this.hears('statement')) return run()
    return this.#trace('statement', statementAttributes(statement), run)
  }

  transaction<R>(attributes: Attributes, run: () => MaybePromise<R>): MaybePromise<R> {
    if (!this.hears('transaction')) return run()
    return this.#trace('transaction', attributes, run)
  }

  wait<R>(kind: string, run: () => MaybePromise<R>): MaybePromise<R> {
    if (!this.hears('wait')) return run()
    return this.#trace('wait', { 'holdfast.wait.kind': kind }, run)
  }

  /**
   * One flight, which serves many callers and so belongs to no caller's span: `operations` are the contexts of those who
   * were traced, for a span to link to.
   */
  batch(sent: readonly { readonly context: TraceContext | undefined }[], statements: number): void {
    const attributes = { 'db.operation.batch.size': sent.length, 'holdfast.batch.statements': statements }
    if (batches.hasSubscribers) {
      const operations = sent.map(({ context }) => context).filter((context) => context !== undefined)
      batches.publish({ attributes: this.#common(attributes), operations })
    }
    this.log('debug', 'batch', 'sent a batch', attributes)
  }

  log(
    level: LogEvent['level'],
    event: LogEvent['event'],
    message: string,
    attributes: Attributes,
    duration?: number,
  ): void {
    const { log, slowStatement } = this.#environment
    if (log === undefined) return
    const timed =
      duration === undefined ? {} : { duration, slow: event === 'statement' && duration > slowStatement }
    const slow = timed.slow === true ? 'warn' : level
    try {
      log({ level: slow, event, message, ...timed, attributes: this.#common(attributes) })
    } catch (error) {
      // What is logged has happened already: a log that fails must not fail the work.
      process.emitWarning(
        `The log function threw: ${error instanceof Error ? error.message : String(error)}`,
        'HoldfastWarning',
      )
    }
  }

  #common(attributes: Attributes): Attributes {
    const { system, namespace } = this.#facts
    return { 'db.system.name': system, 'db.namespace': namespace, ...this.#about, ...attributes }
  }

  #trace<R>(
    kind: Kind,
    attributes: Attributes,
    run: (context: TraceContext) => MaybePromise<R>,
  ): MaybePromise<R> {
    const context: TraceContext = { attributes: this.#common(attributes) }
    const { start, end, asyncStart, asyncEnd, error } = channels[kind]
    const begin = performance.now()
    const fail = (cause: unknown): never => {
      context.error = cause
      Object.assign(attributes, errorAttributes(cause, this.#codeOf))
      context.attributes = this.#common(attributes)
      error.publish(context)
      if (kind !== 'operation')
        this.log('debug', kind, `${kind} failed`, attributes, performance.now() - begin)
      throw cause
    }
    const succeed = (value: R): R => {
      if (kind !== 'operation') this.log('debug', kind, kind, attributes, performance.now() - begin)
      return value
    }
    const leave = (): void => {
      asyncStart.publish(context)
      asyncEnd.publish(context)
    }
    return start.runStores(context, () => {
      try {
        const result = run(context)
        if (result instanceof Promise) return result.then(succeed, fail).finally(leave)
        return succeed(result)
      } catch (cause) {
        return fail(cause)
      } finally {
        end.publish(context)
      }
    })
  }
}

/** The code that the engine answered with is public; its message may quote a value and is left out. */
const errorAttributes = (cause: unknown, codeOf: (error: unknown) => string): Attributes => {
  const driverError = cause instanceof HoldfastError ? cause.cause : cause
  const status = (driverError as { code?: unknown } | null | undefined)?.code
  const type = cause instanceof TypeError || cause instanceof RangeError ? cause.name : codeOf(cause)
  return { 'error.type': type, ...(typeof status === 'string' ? { 'db.response.status_code': status } : {}) }
}

const statementAttributes = ({ text, summary, about }: Statement): Attributes => {
  const operation = /^\W*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? ''
  return { 'db.query.text': text, ...summaryAttributes(summary ?? operation), ...about }
}

/** From a summary such as `SET holdfast_key_value`. */
const summaryAttributes = (summary: string): Attributes => {
  const [operation, collection] = summary.split(' ')
  return {
    'db.query.summary': summary,
    'db.operation.name': operation ?? summary,
    ...(collection === undefined ? {} : { 'db.collection.name': collection }),
  }
}
