/** How long in-thread work may go on without letting timers and sockets have a turn, in milliseconds. */
const slice = 5

/** How many units of work pass between two looks at the clock: a look costs as much as a tenth of a point read. */
const unitsPerLook = 32

/**
 * Keeps an in-thread engine from starving the event loop: its answers come as microtasks, so a caller that awaits one call
 * after another would never let a timer, a socket or the check phase run.
 */
export class LoopShare {
  #units = 0
  #since: number | undefined
  #breath: Promise<void> | undefined

  /** A promise to await first when the loop has been held for its slice. A read is one unit of work. */
  turn(units: number): Promise<void> | undefined {
    if (this.#breath !== undefined) return this.#breath
    this.#units += units
    if (this.#units < unitsPerLook) return undefined
    this.#units = 0
    if (this.#since === undefined) {
      this.#since = performance.now()
      setImmediate(() => (this.#since = undefined))
      return undefined
    }
    return performance.now() - this.#since < slice ? undefined : this.#breathe()
  }

  #breathe(): Promise<void> {
    this.#breath = new Promise((resolve) => {
      setImmediate(() => {
        this.#breath = undefined
        this.#since = undefined
        resolve()
      })
    })
    return this.#breath
  }
}
