import type { Database } from 'better-sqlite3'
import { ContentHash } from './content-hash.ts'

/** The most arguments of a function of ours. The engine takes 1000. */
export const mostArguments = 500

const hash = new ContentHash()

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0')

const two32 = 2 ** 32

/** Two sums of 64 bits over the rows' hashes, which wrap. */
class ContentSum {
  #a = 0
  #b = 0
  #c = 0
  #d = 0

  add(values: readonly unknown[], first: number): void {
    hash.of(values, first)
    const b = this.#b + (hash.b >>> 0)
    const d = this.#d + (hash.d >>> 0)
    this.#a = (this.#a + hash.a + (b >= two32 ? 1 : 0)) | 0
    this.#b = b % two32
    this.#c = (this.#c + hash.c + (d >= two32 ? 1 : 0)) | 0
    this.#d = d % two32
  }

  toString(): string {
    return [this.#a, this.#b, this.#c, this.#d].map(hex).join('')
  }
}

/**
 * `holdfast_content(…)` sums the hashes of rows, in any order; `holdfast_row(…)` folds values into one, for rows with more
 * columns than a function has arguments. Nothing in the database's file can call them.
 */
export function defineContentFunctions(handle: Database): void {
  const options = { varargs: true, safeIntegers: true, directOnly: true } as const
  handle.aggregate('holdfast_content', {
    ...options,
    start: () => new ContentSum(),
    // The engine's step may return nothing: then the sum stays the one it was.
    step: (...values: unknown[]) => (values[0] as ContentSum).add(values, 1),
    result: (sum: ContentSum) => sum.toString(),
  })
  handle.function('holdfast_row', { ...options, deterministic: true }, (...values: unknown[]) => {
    hash.of(values, 0)
    return [hash.a, hash.b, hash.c, hash.d].map(hex).join('')
  })
}
