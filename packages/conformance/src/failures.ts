import { HoldfastError, type ErrorCode, type Listing } from '@holdfast/core'
import { expect } from 'vitest'

/** The error that `work` fails with, thrown or rejected. Fails when it does not fail. */
export const failureOf = async (work: () => unknown): Promise<unknown> => {
  let answer: unknown
  try {
    answer = await work()
  } catch (error) {
    return error
  }
  return expect.fail(`It should have failed; it answered with ${typeof answer}`)
}

/** Expects a `HoldfastError` with this code, and resolves with it. */
export const refusal = async (code: ErrorCode, work: () => unknown): Promise<HoldfastError> => {
  const error = await failureOf(work)
  if (!(error instanceof HoldfastError))
    throw new Error(`Expected "${code}", got ${String(error)}`, { cause: error })
  if (error.code !== code)
    throw new Error(`Expected "${code}", got "${error.code}": ${error.message}`, { cause: error })
  expect(error.code).toBe(code)
  return error
}

/** Expects a `TypeError` or `RangeError`: a call that can never be right. */
export const misuse = async (work: () => unknown): Promise<void> => {
  const error = await failureOf(work)
  const isMisuse = error instanceof TypeError || error instanceof RangeError
  if (!isMisuse) throw new Error(`Expected misuse, got ${String(error)}`, { cause: error })
  expect(isMisuse).toBe(true)
}

export const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** The iterator itself, for reading step by step. */
export const iterate = <T>(items: AsyncIterable<T>): AsyncIterator<T> => items[Symbol.asyncIterator]()

export const keysOf = async (listing: Listing<unknown>): Promise<unknown[]> =>
  (await collect(listing)).map((entry) => entry.key)
