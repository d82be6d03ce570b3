import type { MaybePromise } from '../contracts/maybe-promise.ts'

/** Keeps the writes of each store in the order of their calls, also while an asynchronous schema checks a value. */
export class WriteOrder {
  readonly #tails = new Map<string, Promise<unknown>>()

  run<P, R>(id: string, prepared: MaybePromise<P>, apply: (prepared: P) => MaybePromise<R>): MaybePromise<R> {
    const before = this.#tails.get(id)
    if (before === undefined && !(prepared instanceof Promise)) return apply(prepared)
    const ready = Promise.allSettled([prepared, before])
    const written = ready.then(async () => apply(await prepared))
    const tail: Promise<void> = written.then(
      () => this.#forget(id, tail),
      () => this.#forget(id, tail),
    )
    this.#tails.set(id, tail)
    return written
  }

  #forget(id: string, tail: Promise<unknown>): void {
    if (this.#tails.get(id) === tail) this.#tails.delete(id)
  }
}
