/** A batch begins small, in rows, and finds the size that keeps writers waiting no longer than this, in milliseconds. */
const first = 5_000
const largest = 500_000
const wanted = 250

/** A batch may grow to so many times its size at once. */
const steepest = 10

/** How large batches are: as large as somebody said, or as many rows as take about a quarter of a second. What is done is the same with every size. */
export class BatchSize {
  readonly isGiven: boolean
  #rows: number

  constructor(given: number | undefined) {
    this.isGiven = given !== undefined
    this.#rows = given ?? first
  }

  get rows(): number {
    return this.#rows
  }

  /** What a whole batch of this size took, in milliseconds. */
  took(time: number): void {
    if (this.isGiven) return
    const factor = Math.min(steepest, Math.max(1 / steepest, wanted / Math.max(1, time)))
    // Near enough is left alone: sizes that follow the noise of a machine help nobody.
    if (factor > 0.67 && factor < 1.5) return
    this.#rows = Math.min(largest, Math.max(first, Math.round(this.#rows * factor)))
  }
}
