import type { MaybePromise } from '../contracts/maybe-promise.ts'
import { HoldfastError } from '../errors.ts'
import type { Scope } from './context.ts'
import type { Connection, Driver } from './driver.ts'
import { toError } from './failure.ts'
import type { LoopShare } from '../door/loop-share.ts'
import { statement, type Result, type Settled, type Statement } from './statement.ts'
import type { Tracer } from './trace.ts'
import { traceFlush, traceRiders } from './trace-flush.ts'
import { statementsIn, Unawaited, type Leading, type Rider } from './unawaited.ts'

/** What every scope of one transaction, nested ones included, shares. */
export interface TransactionLine {
  readonly owner: object
  readonly connection: Connection
  readonly driver: Driver
  tracer: Tracer
  readonly savepoints: boolean
  readonly begin: readonly Statement[]
  readonly loop: LoopShare | undefined
  /** What the transaction is called where its engine has no name for it. */
  name?: string
}

/**
 * One transaction or one savepoint of it: what was sent, what failed, and who may use it now. BEGIN (or SAVEPOINT) goes out
 * with the first statement, so a transaction that does nothing costs nothing.
 */
export class TransactionScope implements Scope {
  readonly line: TransactionLine
  readonly parent: TransactionScope | undefined
  readonly afterCommits: (() => void | Promise<void>)[] = []
  /** How to end each stream that is open. */
  readonly streams: Set<() => Promise<void>> = new Set()
  readonly unawaited: Unawaited = new Unawaited()
  /** What the triggers were told last in this scope, as one text; empty where nobody knows any more, undefined where nothing was told. */
  told: string | undefined
  /** What is sent before the COMMIT. */
  closing: Statement | undefined
  readonly #depth: number
  #begun = false
  #ended = false
  #pending = 0
  #child: TransactionScope | undefined
  #failure: HoldfastError | undefined
  /** What is thrown in place of a commit, where work failed that nobody waits for. */
  refusal: Error | undefined
  /** Why it was stopped from outside; what its callback throws after that is only an echo. */
  stoppedBy: HoldfastError | undefined

  constructor(line: TransactionLine, parent?: TransactionScope) {
    this.line = line
    this.parent = parent
    this.#depth = parent === undefined ? 0 : parent.#depth + 1
    if (parent !== undefined) parent.#child = this
  }

  get owner(): object {
    return this.line.owner
  }

  get isActive(): boolean {
    return !this.#ended && (this.parent?.isActive ?? true)
  }

  /** Whether anything was told in this scope or around it. */
  get hasTold(): boolean {
    return this.told !== undefined || (this.parent?.hasTold ?? false)
  }

  get outermost(): TransactionScope {
    return this.parent?.outermost ?? this
  }

  get hasBegun(): boolean {
    return this.#begun
  }

  get hasPending(): boolean {
    return this.#pending > 0
  }

  /** What made this transaction rollback-only. */
  get failure(): HoldfastError | undefined {
    return this.#failure
  }

  /** Why this transaction, or one around it, was stopped from outside. */
  get stopped(): HoldfastError | undefined {
    return this.stoppedBy ?? this.parent?.stopped
  }

  /** From now on the transaction can only roll back. The first failure stays. */
  fail(failure: HoldfastError): void {
    this.#failure ??= failure
  }

  /** Throws when this transaction, or one around it, has ended: the connection may serve somebody else by now. */
  checkOpen(action: string): void {
    if (this.#ended) throw new HoldfastError('closed', `Cannot ${action}: the transaction has ended`)
    this.parent?.checkOpen(action)
  }

  /** Throws unless a statement may be sent on this handle now. */
  check(action: string): void {
    this.checkOpen(action)
    if (this.#child !== undefined) {
      throw new TypeError(
        `Cannot ${action}: a nested transaction is open; use its own handle until it has ended`,
      )
    }
    this.#checkFailure(action)
  }

  #checkFailure(action: string): void {
    if (this.#failure !== undefined) throw alreadyFailed(this.#failure, action)
    if (this.parent !== undefined) this.parent.#checkFailure(action)
  }

  /** Sends a statement with the next one, or with the commit: nobody waits for its answer, and its failure is the transaction's. */
  ride(rider: Rider): void {
    this.check(rider.action)
    this.unawaited.ride(rider)
  }

  /** Work that nobody waits for: the scope does not end before it, and its failure is the transaction's. */
  hold(work: Promise<unknown>, action: string): void {
    this.unawaited.hold(work, (error) => this.#refuse(error as Error, action))
  }

  /** What must be sent with the COMMIT. */
  leaving(): readonly Leading[] {
    return this.unawaited.hasRiders ? this.#leading() : []
  }

  /** Notes that the engine refused what went ahead of something else, and gives back what that fails with. */
  #refused({ rider }: Leading, cause: unknown, action: string): unknown {
    if (rider === undefined) return cause
    const failure = toError(this.line.driver, cause, 'statement', rider.action)
    this.#noteFailure(failure, rider.action)
    this.refusal ??= rider.refusal(failure)
    return alreadyFailed(failure, action)
  }

  /** Sends a statement; a failure that the engine answers makes the transaction rollback-only. */
  execute(toSend: Statement, action: string): MaybePromise<Result> {
    this.check(action)
    return this.track(action, () => {
      const breath = this.line.loop?.turn(1)
      return breath === undefined ? this.#send(toSend) : breath.then(() => this.#sendLater(toSend, action))
    })
  }

  /** Sends several with one flush, where the engine can. The first failure makes the transaction rollback-only, and what stands behind it does nothing. */
  async pipeline(toSend: readonly Statement[], action: string): Promise<readonly Settled<Result>[]> {
    this.check(action)
    this.#pending++
    try {
      await this.line.loop?.turn(toSend.length)
      this.checkOpen(action)
      const leading = this.#leading()
      const answered = Promise.resolve(this.line.connection.pipeline([...statementsIn(leading), ...toSend]))
      traceFlush(this.line.tracer, toSend, answered, leading.length)
      traceRiders(this.line.tracer, leading, answered)
      const answers = await answered
      const unled = this.failureAhead(leading, answers, action)
      return answers.slice(leading.length).map((answer) => {
        const told: Settled<Result> = unled ?? answer
        return told.ok ? told : { ok: false, error: this.#noteFailure(told.error, action) }
      })
    } finally {
      this.#pending--
    }
  }

  #sendLater(toSend: Statement, action: string): MaybePromise<Result> {
    this.checkOpen(action)
    return this.#send(toSend)
  }

  #send(toSend: Statement): MaybePromise<Result> {
    const leading = this.#leading()
    return this.line.tracer.statement(toSend, () =>
      leading.length === 0 ? this.line.connection.execute(toSend) : this.#sendAfter(leading, toSend),
    )
  }

  /** The first failure of what went ahead, as what stands behind it fails. */
  failureAhead(
    leading: readonly Leading[],
    answers: readonly Settled<Result>[],
    action: string,
  ): { readonly ok: false; readonly error: unknown } | undefined {
    const index = answers.slice(0, leading.length).findIndex(({ ok }) => !ok)
    const answer = answers[index]
    if (answer === undefined || answer.ok) return undefined
    return { ok: false, error: this.#refused(leading[index]!, answer.error, action) }
  }

  /** Counts work as unfinished until it settles, so that a callback cannot return before it. */
  track<R>(action: string, work: () => MaybePromise<R>): MaybePromise<R> {
    const failed = (error: unknown): never => {
      this.#pending--
      throw this.#noteFailure(error, action)
    }
    const succeeded = (value: R): R => {
      this.#pending--
      return value
    }
    this.#pending++
    try {
      const result = work()
      return result instanceof Promise ? result.then(succeeded, failed) : succeeded(result)
    } catch (error) {
      return failed(error)
    }
  }

  /** Makes sure that the transaction is open on the connection, for work that is not a statement. */
  async open(action: string): Promise<void> {
    this.check(action)
    await this.track(action, async () => {
      for (const one of this.#leading()) {
        try {
          await this.line.connection.execute(one.statement)
        } catch (error) {
          throw this.#refused(one, error, action)
        }
      }
    })
  }

  /** No statement may follow. */
  end(): void {
    this.#ended = true
    if (this.parent === undefined) return
    this.parent.#child = undefined
    // A rollback to the savepoint takes back what was told inside.
    if (this.told !== undefined) this.parent.told = ''
  }

  /** The savepoint of a nested scope. */
  get savepoint(): string {
    return `holdfast_${this.#depth}`
  }

  /** What goes before the next statement: what opens this scope and those around it, and who rides with it. */
  #leading(): readonly Leading[] {
    return this.#begun && !this.unawaited.hasRiders ? none : [...this.#opening(), ...this.unawaited.take()]
  }

  #opening(): readonly Leading[] {
    if (this.#begun) return []
    this.#begun = true
    if (this.parent === undefined) return this.line.begin.map((one) => ({ statement: one }))
    // What was done before the savepoint stands before it.
    const outer = [...this.parent.#opening(), ...this.parent.unawaited.take()]
    return this.line.savepoints ? [...outer, { statement: statement(`SAVEPOINT ${this.savepoint}`) }] : outer
  }

  #sendAfter(leading: readonly Leading[], toSend: Statement): MaybePromise<Result> {
    const settled = this.line.connection.pipeline([...statementsIn(leading), toSend])
    traceRiders(this.line.tracer, leading, settled)
    const last = (results: Awaited<typeof settled>): Result => {
      const result =
        this.failureAhead(leading, results, toSend.summary ?? 'run a statement') ?? results.at(-1)!
      if (!result.ok) throw result.error
      return result.value
    }
    return settled instanceof Promise ? settled.then(last) : last(settled)
  }

  #refuse(error: Error, action: string): void {
    this.refusal ??= error
    if (this.#failure === undefined)
      this.fail(new HoldfastError('aborted', `Cannot ${action}: it was refused`, { cause: error }))
  }

  #noteFailure(cause: unknown, action: string): unknown {
    if (cause instanceof TypeError || cause instanceof RangeError) return cause
    const error = toError(this.line.driver, cause, 'statement', action)
    this.fail(error)
    // Some failures end the whole transaction, and no savepoint survives them.
    const endsAll =
      error.code === 'serialization' || error.code === 'deadlock' || !this.line.connection.inTransaction
    if (this.#begun && endsAll)
      for (let scope = this.parent; scope !== undefined; scope = scope.parent) scope.fail(error)
    return error
  }
}

const none: readonly Leading[] = []

const alreadyFailed = (cause: HoldfastError, action: string): HoldfastError =>
  new HoldfastError(
    'aborted',
    `Cannot ${action}: the transaction has failed earlier (${cause.code}) and can only be rolled back`,
    { cause },
  )
