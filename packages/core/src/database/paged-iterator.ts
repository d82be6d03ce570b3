import type { MaybePromise } from '../contracts/maybe-promise.ts'

/** Rows, and how each becomes an item when its turn comes. */
export interface Page<T> {
  readonly rows: readonly unknown[]
  /** `skipped` for a row that is left out. */
  item(index: number): MaybePromise<T | typeof skipped>
}

export const skipped: unique symbol = Symbol('skipped')

/**
 * The items of pages, one by one. An async generator that yields each of them costs several promises an item; this costs
 * one, and asks the generator of the pages once a page. To that generator an item that throws is a `yield` that throws.
 * As with a generator, calls are answered in their order, and leaving the loop waits until the pages are closed.
 */
export class PagedIterator<T> implements AsyncIterableIterator<T, void, undefined> {
  readonly #pages: AsyncGenerator<Page<T>, void, undefined>
  #page: Page<T> | undefined
  #index = 0
  #latest: Promise<unknown> | undefined

  constructor(pages: AsyncGenerator<Page<T>, void, undefined>) {
    this.#pages = pages
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<T, void>> {
    if (this.#latest !== undefined) return this.#inOrder(() => this.#pull())
    const page = this.#page
    if (page === undefined || this.#index >= page.rows.length) return this.#inOrder(() => this.#pull())
    let item: MaybePromise<T | typeof skipped>
    try {
      item = page.item(this.#index++)
    } catch (error) {
      return this.#inOrder(() => this.#fail(error))
    }
    if (item === skipped || item instanceof Promise) return this.#inOrder(() => this.#pull(item))
    return Promise.resolve({ done: false, value: item })
  }

  return(): Promise<IteratorResult<T, void>> {
    return this.#inOrder(async () => {
      this.#page = undefined
      await this.#pages.return()
      return { done: true, value: undefined }
    })
  }

  throw(error: unknown): Promise<IteratorResult<T, void>> {
    return this.#inOrder(() => this.#fail(error))
  }

  /** The next item: the one that is under way, or else a later one. */
  async #pull(item: MaybePromise<T | typeof skipped> = skipped): Promise<IteratorResult<T, void>> {
    let value: T | typeof skipped
    try {
      value = await item
      while (value === skipped && this.#page !== undefined && this.#index < this.#page.rows.length)
        value = await this.#page.item(this.#index++)
    } catch (error) {
      return this.#fail(error)
    }
    if (value !== skipped) return { done: false, value }
    const next = await this.#pages.next()
    this.#page = next.done === true ? undefined : next.value
    this.#index = 0
    return next.done === true ? { done: true, value: undefined } : this.#pull()
  }

  async #fail(error: unknown): Promise<never> {
    this.#page = undefined
    await this.#pages.throw(error)
    throw error
  }

  #inOrder<R>(step: () => Promise<R>): Promise<R> {
    const answer = this.#latest === undefined ? step() : this.#latest.then(step)
    const left = (): void => {
      if (this.#latest === settled) this.#latest = undefined
    }
    const settled: Promise<void> = answer.then(left, left)
    this.#latest = settled
    return answer
  }
}
