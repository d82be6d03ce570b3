import {
  statement as statementOf,
  type BeginMode,
  type Bound,
  type Committed,
  type Connection,
  type MaybePromise,
  type Result,
  type Settled,
  type Statement,
} from '@holdfast/core'
import { InjectedFault, type DriverCall, type DriverCallKind, type Fault } from './fault.ts'

/** Numbers a call and says what is to happen to it. */
export type Ask = (call: Omit<DriverCall, 'number'>) => Fault | undefined

const rollback = statementOf('ROLLBACK')

/** A connection between core and the engine's own, whose calls fail where the plan says so. */
export class FaultyConnection implements Connection {
  readonly interrupt?: () => Promise<void>
  readonly token?: Statement
  readonly commitEach?: NonNullable<Connection['commitEach']>
  readonly #inner: Connection
  readonly #ask: Ask
  readonly #released: () => void
  readonly #begins = new WeakSet<Statement>()
  /** How to end each call that hangs. */
  readonly #hanging = new Set<() => void>()
  #transaction: readonly Statement[] = []
  #lost: InjectedFault | undefined
  /** Set while a fault takes its course: what is sent meanwhile comes after it. */
  #busy: Promise<unknown> | undefined

  constructor(inner: Connection, ask: Ask, released: () => void) {
    this.#inner = inner
    this.#ask = ask
    this.#released = released
    if (inner.token !== undefined) this.token = inner.token
    if (inner.commitEach !== undefined)
      this.commitEach = (statements, lockTimeout) => this.#commitEach(statements, lockTimeout)
    if (inner.interrupt !== undefined) {
      this.interrupt = async () => {
        for (const end of this.#hanging) end()
        await inner.interrupt?.()
      }
    }
  }

  get inTransaction(): boolean {
    return this.#inner.inTransaction
  }

  begin(mode: BeginMode): readonly Statement[] {
    const statements = this.#inner.begin(mode)
    for (const one of statements) this.#begins.add(one)
    return statements
  }

  execute(statement: Statement): MaybePromise<Result> {
    if (this.#busy !== undefined) return this.#busy.then(() => this.execute(statement))
    if (this.#lost !== undefined) throw this.#lost
    const fault = this.#meet(this.#kindOf(statement), statement)
    const run = (): MaybePromise<Result> => this.#inner.execute(statement)
    return fault === undefined ? run() : this.#suffer(fault, run)
  }

  pipeline(statements: readonly Statement[]): MaybePromise<readonly Settled<Result>[]> {
    if (this.#busy !== undefined) return this.#busy.then(() => this.pipeline(statements))
    if (this.#lost !== undefined) return repeated(statements, this.#lost)
    for (const [index, statement] of statements.entries()) {
      const fault = this.#meet(this.#kindOf(statement), statement)
      if (fault !== undefined) return this.#disturbed(statements, index, fault)
    }
    return this.#inner.pipeline(statements)
  }

  async *stream(statement: Statement, rows: number): AsyncGenerator<Pick<Result, 'columns' | 'rows'>> {
    await this.#busy
    if (this.#lost !== undefined) throw this.#lost
    const fault = this.#meet('stream', statement)
    const chunks = this.#inner.stream(statement, rows)
    if (fault === undefined) return yield* chunks
    if (fault.when === 'after') {
      for await (const chunk of chunks) {
        yield chunk
        break
      }
    }
    await this.#suffer({ ...fault, when: fault.when === 'never' ? 'never' : 'before' } as Fault, noResult)
  }

  async bulk(
    table: string,
    columns: readonly string[],
    chunks: AsyncIterable<readonly (readonly Bound[])[]>,
  ): Promise<number> {
    await this.#busy
    if (this.#lost !== undefined) throw this.#lost
    const fault = this.#meet('bulk')
    const run = (): Promise<number> => this.#inner.bulk(table, columns, chunks)
    return fault === undefined ? run() : this.#suffer(fault, run)
  }

  release(options?: { readonly broken?: boolean }): MaybePromise<void> {
    this.#released()
    return this.#inner.release(this.#lost === undefined ? options : { broken: true })
  }

  /** Each is two calls, the statement and its commit; that a driver may send them as one is its own affair. */
  #commitEach(statements: readonly Statement[], lockTimeout: number): MaybePromise<readonly Committed[]> {
    if (this.#busy !== undefined) return this.#busy.then(() => this.#commitEach(statements, lockTimeout))
    const { length } = statements
    if (this.#lost !== undefined)
      return Array.from({ length }, () => ({ ok: false, error: this.#lost, phase: 'statement' }) as const)
    for (const [index, statement] of statements.entries()) {
      for (const kind of ['statement', 'commit'] as const) {
        const fault = this.#ask({
          kind,
          transaction: [statement],
          ...(kind === 'statement' && { statement }),
        })
        // What is lost behind a statement, and before its commit, has never been.
        const when = fault?.when === 'after' && kind === 'statement' ? 'before' : fault?.when
        if (fault !== undefined)
          return this.#disturbedCommits(statements, lockTimeout, index, kind, { ...fault, when } as Fault)
      }
    }
    return this.#inner.commitEach!(statements, lockTimeout)
  }

  async #disturbedCommits(
    statements: readonly Statement[],
    lockTimeout: number,
    index: number,
    phase: 'statement' | 'commit',
    fault: Fault,
  ): Promise<readonly Committed[]> {
    const send = (some: readonly Statement[]): MaybePromise<readonly Committed[]> =>
      some.length === 0 ? [] : this.#inner.commitEach!(some, lockTimeout)
    const before = await send(statements.slice(0, index))
    const error = await this.#suffer(fault, () => send([statements[index]!])).catch(
      (reason: unknown) => reason,
    )
    const behind = statements.slice(index + 1)
    return [
      ...before,
      { ok: false, error, phase },
      ...(behind.length === 0 ? [] : await this.#commitEach(behind, lockTimeout)),
    ]
  }

  #kindOf(statement: Statement): DriverCallKind {
    if (this.#begins.has(statement)) return 'begin'
    if (statement.text === 'COMMIT') return 'commit'
    return statement.text === 'ROLLBACK' ? 'rollback' : 'statement'
  }

  #meet(kind: DriverCallKind, statement?: Statement): Fault | undefined {
    if (kind === 'begin' || this.#transaction.length > 0)
      this.#transaction = statement === undefined ? this.#transaction : [...this.#transaction, statement]
    const transaction = this.#transaction
    if (kind === 'commit' || kind === 'rollback') this.#transaction = []
    return this.#ask({ kind, transaction, ...(statement && { statement }) })
  }

  /** What comes before the fault goes out in one flush as ever; what comes behind it shares its error. */
  async #disturbed(
    statements: readonly Statement[],
    index: number,
    fault: Fault,
  ): Promise<readonly Settled<Result>[]> {
    const settled: Settled<Result>[] =
      index === 0 ? [] : [...(await this.#inner.pipeline(statements.slice(0, index)))]
    let failed = settled.find((one) => !one.ok)
    for (const statement of statements.slice(index)) {
      const isFaulty = statement === statements[index] && settled.length === index
      if (failed !== undefined && (statement.text !== rollback.text || this.#lost !== undefined)) {
        settled.push(failed)
        continue
      }
      try {
        const run = (): MaybePromise<Result> => this.#inner.execute(statement)
        settled.push({
          ok: true,
          value: await (isFaulty ? this.#suffer(fault, run) : this.execute(statement)),
        })
      } catch (error) {
        failed = { ok: false, error }
        settled.push(failed)
      }
    }
    return settled
  }

  #suffer<R>(fault: Fault, run: () => MaybePromise<R>): Promise<R> {
    const suffering = this.#fail(fault, run)
    const over = (): void => {
      if (this.#busy === settled) this.#busy = undefined
    }
    const settled: Promise<unknown> = suffering.then(over, over)
    this.#busy = settled
    return suffering
  }

  async #fail<R>(fault: Fault, run: () => MaybePromise<R>): Promise<never> {
    if (fault.when === 'never') await this.#untilInterrupted()
    if (fault.when === 'after') await run()
    const failure = fault.when === 'never' ? stopped : fault.failure
    const error = new InjectedFault(failure)
    if (failure.ends === 'statement') throw error
    this.#transaction = []
    if (failure.ends === 'connection') this.#lost = error
    if (this.#inner.inTransaction) await this.#inner.execute(rollback)
    throw error
  }

  #untilInterrupted(): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        this.#hanging.delete(end)
        resolve()
      }
      this.#hanging.add(end)
    })
  }
}

const stopped = { code: 'cancelled', retryable: false, outcome: 'not-applied', ends: 'transaction' } as const

const noResult = (): void => undefined

const repeated = (statements: readonly Statement[], error: unknown): readonly Settled<Result>[] =>
  statements.map(() => ({ ok: false, error }))
