import { LoopShare } from '../door/loop-share.ts'
import type { Limits } from '../contracts/capabilities.ts'
import type { EngineFacts } from '../contracts/backend.ts'
import type { Environment, EpochMilliseconds } from '../contracts/environment.ts'
import type { LogEvent } from '../contracts/log.ts'
import { HoldfastError } from '../errors.ts'
import { Gate } from './gate.ts'
import { Pulse } from './pulse.ts'
import { State } from './state.ts'

/** What can be stopped when the time to drain is over. */
interface Stoppable {
  stop(error: HoldfastError): void
}

/** What all sessions of one open database share: the committed state, the writer, the clock, and who is still at work. */
export class Engine {
  readonly loop: LoopShare = new LoopShare()
  readonly state: State = new State()
  readonly gate: Gate = new Gate()
  readonly pulse: Pulse = new Pulse()
  readonly transactions: Set<Stoppable> = new Set()
  readonly limits: Limits
  readonly facts: EngineFacts
  readonly environment: Environment
  readonly #stamp: string
  #writes = 0
  #life: 'open' | 'closing' | 'closed' = 'open'
  readonly #working = new Set<Promise<unknown>>()

  constructor(environment: Environment, limits: Limits, facts: EngineFacts) {
    this.environment = environment
    this.limits = limits
    this.facts = facts
    this.#stamp = Buffer.from(environment.random(6)).toString('base64url')
  }

  now(): EpochMilliseconds {
    return this.environment.clock === undefined ? Date.now() : this.environment.clock()
  }

  /** The time to count with in this process: monotonic, unless a clock was injected. Milliseconds. */
  elapsed(): number {
    return this.environment.clock === undefined ? performance.now() : this.environment.clock()
  }

  /** Random for this database and counted within it, so that a version is never used again. */
  nextVersion(): string {
    this.#writes++
    return `${this.#stamp}.${this.#writes}`
  }

  get isOpen(): boolean {
    return this.#life === 'open'
  }

  /** Refuses new work from the moment `close` was called. */
  refuseNewWork(action: string): void {
    if (this.#life !== 'open') throw closed(action)
  }

  /** Refuses the next step of running work once the time to drain is over. */
  refuseStep(action: string): void {
    if (this.#life === 'closed') throw closed(action)
  }

  /** `close` waits for it. */
  track<R>(work: Promise<R>): Promise<R> {
    this.#working.add(work)
    const forget = (): void => {
      this.#working.delete(work)
    }
    work.then(forget, forget)
    return work
  }

  async close(drain: number): Promise<void> {
    this.#life = 'closing'
    this.pulse.beat()
    await this.#idle(drain)
    this.#life = 'closed'
    const error = closed('go on')
    for (const transaction of this.transactions) transaction.stop(error)
    this.gate.refuseAll(error)
    this.log('info', 'close', 'closed')
  }

  log(
    level: LogEvent['level'],
    event: LogEvent['event'],
    message: string,
    attributes: LogEvent['attributes'] = {},
  ): void {
    const names = { 'db.system.name': this.facts.system, 'db.namespace': this.facts.namespace }
    try {
      this.environment.log?.({ level, event, message, attributes: { ...names, ...attributes } })
    } catch (error) {
      // What is logged has happened already: a log that fails must not fail the work.
      process.emitWarning(`The log function threw: ${String(error)}`, 'HoldfastWarning')
    }
  }

  async #idle(drain: number): Promise<void> {
    if (this.#working.size === 0) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, drain)
    })
    await Promise.race([Promise.allSettled(this.#working), late])
    clearTimeout(timer)
  }
}

const closed = (action: string): HoldfastError =>
  new HoldfastError('closed', `Cannot ${action}: the database has been closed`)
