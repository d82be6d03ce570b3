/** Runs work one after another, in order of arrival; work behind a failure runs all the same. */
export class Serial {
  #tail: Promise<void> | undefined

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail === undefined ? work() : this.#tail.then(work)
    const settled = result.then(ignore, ignore)
    this.#tail = settled
    void settled.then(() => {
      if (this.#tail === settled) this.#tail = undefined
    })
    return result
  }

  get isIdle(): boolean {
    return this.#tail === undefined
  }

  /** Resolves when everything that has been sent so far is done. */
  get idle(): Promise<void> {
    return this.#tail ?? Promise.resolve()
  }
}

/** The caller holds the promise that rejects. */
const ignore = (): void => {}
