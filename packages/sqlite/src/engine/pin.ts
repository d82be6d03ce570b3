import { Refusal } from './refusal.ts'

/** Ends a snapshot that has been held for too long, because the log of the file cannot be emptied past it. */
export class Pin {
  readonly #age: number
  readonly #end: (error: Refusal) => void
  #timer: NodeJS.Timeout | undefined

  constructor(age: number, end: (error: Refusal) => void) {
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

const tooOld = (age: number): Refusal =>
  new Refusal('timeout', `its snapshot was held for longer than the ${age} ms that maxReaderAge allows`)
