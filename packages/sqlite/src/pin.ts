import { HoldfastError } from '@holdfast/core'

/** Ends a snapshot that has been held for too long, because the log of the file cannot be emptied past it. */
export class Pin {
  readonly #age: number
  readonly #end: (error: HoldfastError) => void
  #timer: NodeJS.Timeout | undefined

  constructor(age: number, end: (error: HoldfastError) => void) {
    this.#age = age
    this.#end = end
  }

  /** The snapshot may be held from now on. */
  hold(): void {
    this.#timer ??= setTimeout(() => this.#end(tooOld(this.#age)), this.#age).unref()
  }

  /** The snapshot has been given up. */
  free(): void {
    if (this.#timer === undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}

const tooOld = (age: number): HoldfastError =>
  new HoldfastError(
    'timeout',
    `The snapshot was held for longer than the ${age} ms allowed (maxReaderAge): it keeps the log of the file from being emptied.`,
  )
