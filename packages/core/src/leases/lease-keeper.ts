import { longestTimer } from '../door/duration.ts'
import { HoldfastError } from '../errors.ts'

/** A right as it was granted. */
export interface Granted {
  /** Milliseconds. */
  readonly ttl: number
  /** The clock's time before it was asked for, so that the holder never believes longer in it than the database does. */
  readonly since: number
  /** The clock to count with: monotonic, unless one was injected. */
  readonly clock: () => number
  /** As "keep the lock of a key". */
  readonly action: string
  /** Lets it end `ttl` from now. Resolves with false when it has ended. */
  extend(ttl: number): Promise<boolean>
}

const partsOfLife = 3

/** The holder's side of a lease: when it has ended, as far as can be known here, and a timer that extends it until then. */
export class LeaseKeeper {
  readonly #granted: Granted
  readonly #ended = new AbortController()
  #end: number
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(granted: Granted, keepAlive: boolean) {
    this.#granted = granted
    this.#end = granted.since + granted.ttl
    this.#wait(keepAlive)
  }

  /** Aborts when the lease has ended without having been given up. */
  get signal(): AbortSignal {
    return this.#ended.signal
  }

  /** Throws `lease-lost` when it is known here that it has ended. */
  check(): void {
    if (this.#granted.clock() >= this.#end) this.#lose()
    this.signal.throwIfAborted()
  }

  async extend(ttl: number = this.#granted.ttl): Promise<void> {
    this.signal.throwIfAborted()
    const since = this.#granted.clock()
    if (!(await this.#granted.extend(ttl))) this.#lose()
    this.signal.throwIfAborted()
    this.#end = since + ttl
  }

  /** Stops the timer: it was given up, or it ended. */
  stop(): void {
    clearTimeout(this.#timer)
  }

  #wait(keepAlive: boolean): void {
    const { ttl, clock } = this.#granted
    const pause = keepAlive ? ttl / partsOfLife : this.#end - clock()
    const tick = async (): Promise<void> => {
      if (clock() >= this.#end) return this.#lose()
      // What fails once is tried again at the next third; when none succeeds the lease ends in time.
      if (keepAlive) await this.extend().catch(() => undefined)
      if (!this.signal.aborted) this.#wait(keepAlive)
    }
    // A clock that was set back makes the end far away.
    this.#timer = setTimeout(() => void tick(), Math.min(Math.max(1, pause), longestTimer))
    this.#timer.unref()
  }

  #lose(): void {
    this.stop()
    const { action } = this.#granted
    this.#ended.abort(
      new HoldfastError('lease-lost', `Cannot ${action}: it has ended, and somebody else may hold it`),
    )
  }
}
