import { setTimeout as sleep } from 'node:timers/promises'
import type {
  BeginMode,
  Bound,
  Committed,
  Connection,
  Result,
  RowPage,
  Settled,
  Statement,
} from '@holdfast/core'
import { begin, commit, Control, nothing } from './engine/begin.ts'
import { copyInto, type CopyTarget } from './bulk.ts'
import { cancel } from './engine/cancel.ts'
import { commitExplicit, commitImplied } from './engine/commit-each.ts'
import { isStalePlan } from './errors.ts'
import { insertInto, isGuarded } from './engine/insert-rows.ts'
import { learn } from './engine/learn.ts'
import type { Settings } from './options.ts'
import { resultOf } from './engine/result.ts'
import { sendTogether } from './engine/send-together.ts'
import { extended, isAlone, simple, spoken } from './engine/speech.ts'
import { unnamed } from './engine/statement-cache.ts'
import { streamRows } from './stream.ts'
import type { Shape, Speak, Task } from './engine/task.ts'
import { announce, type Owner } from './engine/tenant-setting.ts'
import { opensTransaction } from './engine/transaction-words.ts'
import type { Wire } from './engine/wire.ts'

type Chunks = AsyncIterable<readonly (readonly Bound[])[]>
type Done = (settled: Settled<Result>) => void

/** A wire whose session is set up. */
export interface Prepared {
  readonly wire: Wire
  /** Asks for what `settle` needs. */
  readonly token: Statement
  /**
   * The server as `settle` knows it, where a transaction without BEGIN is read committed and may write; undefined where
   * each BEGIN has to say so.
   */
  readonly impliedOn?: string | undefined
}

/** How a connection goes back to where it came from. */
export type GiveBack = (connection: PostgresConnection, isUsable: boolean) => void

/** Statements that the server refuses inside a transaction, so they cannot carry a limit behind a pooler. */
const outsideOnly =
  /^\s*(?:vacuum|cluster|reindex|create\s+(?:unique\s+)?index\s+concurrently|(?:create|drop|alter)\s+(?:database|tablespace|system)|checkpoint)\b/i

/** How long a BEGIN may take to be answered before it is cancelled all the same. Milliseconds. */
const longestBegin = 5_000

/** How long a statement may take to notice a cancel request before the next one. Milliseconds. */
const cancelAgain = 200

export class PostgresConnection implements Connection {
  readonly wire: Wire
  readonly token: Statement
  readonly #impliedOn: string | undefined
  /** For whom everything is sent until the release, where the server keeps tenants apart. */
  owner: Owner | undefined
  /** When it was last given back, on the scale of `performance.now()`. */
  idleSince = 0
  readonly #settings: Settings
  readonly #giveBack: GiveBack
  /** Set while nothing else may be sent: a COPY runs, or a cancel request is on its way. */
  #gate: Promise<void> | undefined
  #streams = 0

  constructor({ wire, token, impliedOn }: Prepared, settings: Settings, giveBack: GiveBack) {
    this.wire = wire
    this.token = token
    this.#impliedOn = impliedOn
    this.#settings = settings
    this.#giveBack = giveBack
  }

  get inTransaction(): boolean {
    return this.wire.inTransaction
  }

  execute(statement: Statement): Promise<Result> {
    if (this.#gate !== undefined) return this.#gate.then(() => this.execute(statement))
    return new Promise((resolve, reject) => {
      this.#send(statement, (settled) => {
        if (settled.ok) resolve(settled.value)
        // Only outside a transaction is there anything to repeat: inside, the server has already given it up.
        else if (isStalePlan(settled.error) && !this.inTransaction) resolve(this.#again(statement))
        else reject(settled.error)
      })
    })
  }

  pipeline(statements: readonly Statement[]): Promise<readonly Settled<Result>[]> {
    if (this.#gate !== undefined) return this.#gate.then(() => this.pipeline(statements))
    return new Promise((resolve) => {
      const results: Settled<Result>[] = []
      let missing = statements.length
      if (missing === 0) return resolve(results)
      this.wire.together(() => {
        for (const [index, statement] of statements.entries()) {
          const done: Done = (settled) => {
            results[index] = settled
            missing -= 1
            if (missing === 0) resolve(results)
          }
          if (this.inTransaction && isAlone(statement)) this.#sendSimple(statement.text, done)
          else this.#send(statement, done)
        }
      })
    })
  }

  commitEach(statements: readonly Statement[], lockTimeout: number): Promise<readonly Committed[]> {
    if (this.#gate !== undefined) return this.#gate.then(() => this.commitEach(statements, lockTimeout))
    return this.#impliedOn === undefined
      ? commitExplicit(this, this.#settings, statements, lockTimeout)
      : commitImplied(this.wire, this.#impliedOn, statements, lockTimeout, this.owner)
  }

  begin(mode: BeginMode): readonly Statement[] {
    return [begin(mode, this.#settings, this.owner)]
  }

  async *stream(statement: Statement, rows: number): AsyncGenerator<RowPage> {
    await this.#gate
    this.#streams += 1
    try {
      yield* streamRows(this, statement, rows)
    } finally {
      this.#streams -= 1
    }
  }

  bulk(table: string, columns: readonly string[], chunks: Chunks): Promise<number> {
    const target: CopyTarget = { schema: this.#settings.schema, table, columns }
    return this.#settings.rowLevelSecurity ? this.#guarded(target, chunks) : this.#copy(target, chunks)
  }

  #copy(target: CopyTarget, chunks: Chunks): Promise<number> {
    const copied = (this.#gate ?? Promise.resolve()).then(() => copyInto(this.wire, target, chunks))
    this.#closeGate(copied)
    return copied
  }

  async #guarded(target: CopyTarget, chunks: Chunks): Promise<number> {
    return (await isGuarded(this, target)) ? insertInto(this, target, chunks) : this.#copy(target, chunks)
  }

  interrupt(): Promise<void> {
    if (!this.wire.isBusy) return Promise.resolve()
    for (const task of this.wire.running) task.interrupt()
    const interrupted = this.#cancel()
    this.#closeGate(interrupted)
    return interrupted
  }

  /** One message group on the wire, ungated: for what belongs to a stream. */
  round(speak: Speak, opens?: boolean, shape?: Shape): Promise<Task> {
    return new Promise((resolve) => {
      this.wire.send(speak, resolve, opens, shape)
    })
  }

  release(options?: { readonly broken?: boolean }): void {
    const { wire } = this
    if (this.#gate !== undefined && options?.broken !== true) {
      // The caller has its answer; the connection follows when it is quiet.
      void this.#gate.then(() => this.release(options))
      return
    }
    const isUsable =
      options?.broken !== true && !wire.isDead && !wire.isBusy && !wire.inTransaction && this.#streams === 0
    this.owner = undefined
    this.#giveBack(this, isUsable)
  }

  /**
   * A cancel request names a connection, not a statement, and may arrive late: only when its own socket is closed and an
   * empty query has come back is it sure that it hits nothing else.
   */
  async #cancel(): Promise<void> {
    // Stopped at its BEGIN, a transaction's first statement, which is sent already, would commit by itself.
    const answered = performance.now() + longestBegin
    while (this.wire.running.some((task) => task.opens) && performance.now() < answered) await sleep(1)
    try {
      // One that arrives before the statement does is ignored by the server.
      do await cancel(this.wire, this.#settings)
      while (!(await this.wire.whenIdle(cancelAgain)))
    } catch {
      // It cannot be stopped politely. Whoever waits for the statement must not wait for ever.
      this.wire.destroy()
      return
    }
    await this.round(simple(nothing.text))
  }

  #closeGate(work: Promise<unknown>): void {
    const gate: Promise<void> = Promise.allSettled([this.#gate, work]).then(() => {
      if (this.#gate === gate) this.#gate = undefined
      return undefined
    })
    this.#gate = gate
  }

  /** Once only: what is stale again has another cause. */
  async #again(statement: Statement): Promise<Result> {
    while (this.#gate !== undefined) await this.#gate
    const settled = await new Promise<Settled<Result>>((resolve) => {
      this.#send(statement, resolve)
    })
    if (settled.ok) return settled.value
    throw settled.error
  }

  #send(statement: Statement, done: Done): void {
    const { isPooled, statementTimeout } = this.#settings
    const isLimited = isPooled && statementTimeout !== undefined
    const { owner } = this
    if ((!isLimited && owner === undefined) || !this.#standsAlone(statement)) {
      this.#sendPlain(statement, done)
    } else if (isLimited || owner === undefined) this.#sendLimited(statement, done)
    else this.#sendFor(owner, statement, done)
  }

  /** Whether it would be a transaction by itself, and may as well be a part of one. */
  #standsAlone(statement: Statement): boolean {
    if (this.inTransaction || statement instanceof Control) return false
    if (statement.point === true) return true
    if (opensTransaction(statement.text) !== undefined) return false
    return !outsideOnly.test(statement.text)
  }

  /** Behind a pooler a limit needs a transaction around the statement, and the statement's answer needs its commit. */
  #sendLimited(statement: Statement, done: Done): void {
    let answer: Parameters<Done>[0] | undefined
    this.wire.together(() => {
      this.#sendPlain(
        begin({ isolation: 'read-committed', readOnly: false }, this.#settings, this.owner),
        () => undefined,
      )
      this.#sendPlain(statement, (settled) => {
        answer = settled
      })
      this.#sendPlain(commit, (committed) =>
        done(answer?.ok === true && !committed.ok ? committed : (answer ?? committed)),
      )
    })
  }

  #sendFor(owner: Owner, statement: Statement, done: Done): void {
    try {
      sendTogether(this.wire, [announce(owner), statement], false, done)
    } catch (error) {
      done({ ok: false, error })
    }
  }

  #sendSimple(text: string, done: Done): void {
    this.wire.send(simple(text), (task) => done(resultOf(task, text)), opensTransaction(text))
  }

  #sendPlain(statement: Statement, done: Done): void {
    const { text } = statement
    const { wire } = this
    if (statement instanceof Control) return this.#sendSimple(text, done)
    const naming = statement.cache ? wire.cache.use(text) : unnamed
    const finish = (task: Task): void => {
      const settled = resultOf(task, text)
      if (naming.name !== '') learn(wire.cache, text, naming, settled.ok ? task.shape : undefined, task.error)
      done(settled)
    }
    let speak
    try {
      speak = extended(spoken(statement, naming))
    } catch (error) {
      wire.cache.forget(text, naming.name)
      done({ ok: false, error })
      return
    }
    wire.send(speak, finish, statement.point === true ? undefined : opensTransaction(text), naming.shape)
  }
}
