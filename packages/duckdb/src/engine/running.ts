import { HoldfastError } from '@holdfast/core'

/** A statement that waits for its turn. */
export interface Turn {
  readonly ready: Promise<void>
  /** Gives up the turn; `ready` then rejects with `cancelled`. Does nothing once the turn has come. */
  cancel(): void
}

interface Waiter {
  readonly go: () => void
}

/**
 * Bounds how many statements run at once, in the whole process: each holds one of libuv's threads (four by default), and
 * with all of them held the application's own file, DNS and crypto work stands still.
 */
export class Running {
  #limit: number
  #count = 0
  readonly #asked: number[] = []
  readonly #points: Waiter[] = []
  readonly #others: Waiter[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  /** An open database asks for a limit; the largest that is asked for holds until it is taken back. */
  ask(limit: number): void {
    this.#asked.push(limit)
    this.#limit = Math.max(...this.#asked)
    this.#admit()
  }

  takeBack(limit: number): void {
    const index = this.#asked.indexOf(limit)
    if (index >= 0) this.#asked.splice(index, 1)
    if (this.#asked.length > 0) this.#limit = Math.max(...this.#asked)
  }

  /** `undefined` when the statement may run at once. Points go before the others. */
  enter(point: boolean): Turn | undefined {
    if (this.#count < this.#limit) {
      this.#count++
      return undefined
    }
    return this.#wait(point ? this.#points : this.#others)
  }

  leave(): void {
    this.#count--
    this.#admit()
  }

  #wait(queue: Waiter[]): Turn {
    const { promise, resolve, reject } = withResolvers()
    const waiter: Waiter = { go: resolve }
    queue.push(waiter)
    const cancel = (): void => {
      const index = queue.indexOf(waiter)
      if (index < 0) return
      queue.splice(index, 1)
      reject(new HoldfastError('cancelled', 'Cannot run the statement: it was stopped before its turn came'))
    }
    return { ready: promise, cancel }
  }

  #admit(): void {
    while (this.#count < this.#limit) {
      const waiter = this.#points.shift() ?? this.#others.shift()
      if (waiter === undefined) return
      this.#count++
      waiter.go()
    }
  }
}

interface Resolvers {
  readonly promise: Promise<void>
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

const withResolvers = (): Resolvers => {
  let resolve!: () => void
  let reject!: (error: Error) => void
  const promise = new Promise<void>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

/** Shared by every database of the process, because the threads are. */
export const running: Running = new Running(2)
