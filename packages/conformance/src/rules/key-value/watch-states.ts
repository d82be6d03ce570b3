import type { Entry } from '@holdfast/core'
import { expect } from 'vitest'

export type States = AsyncIterator<readonly (Entry<unknown> | undefined)[]>

export const values = async (states: States): Promise<unknown[] | 'done'> => {
  const { done, value } = await states.next()
  return done === true ? 'done' : value.map((entry: Entry<unknown> | undefined) => entry?.value)
}

/** Reads on until the watch shows `expected`: quick changes may be seen as one, or one by one. */
export const until = async (states: States, expected: unknown): Promise<void> => {
  for (let step = 0; step < 50; step += 1) {
    const seen = await values(states)
    if (seen === 'done') throw new Error('The watch ended')
    if (JSON.stringify(seen) === JSON.stringify(expected)) return
  }
  expect.fail(`The watch never showed ${JSON.stringify(expected)}`)
}
