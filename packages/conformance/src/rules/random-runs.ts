import { assert, asyncProperty, type Arbitrary } from 'fast-check'

/** How long random runs go on in the behaviour tier, where the engine is slow: they are others each time, and long in the certification. Milliseconds. */
export const quick = 3_000

export interface Runs {
  readonly seed: number
  /** The most. */
  readonly runs: number
  /** After this time no further run begins; the first one always does, and one that began ends. */
  readonly milliseconds: number
}

/**
 * Random runs of `body`, for a time; the first one that fails is shrunk, for as long as that takes. Resolves with how many ran. A run is never left
 * behind by the limit: what it uses is about to be removed.
 */
export const randomRuns = async <T>(
  things: Arbitrary<T>,
  body: (thing: T) => Promise<void>,
  { seed, runs, milliseconds }: Runs,
): Promise<number> => {
  const deadline = performance.now() + milliseconds
  let done = 0
  let hasFailed = false
  const property = asyncProperty(things, async (thing) => {
    if (done > 0 && !hasFailed && performance.now() > deadline) return
    try {
      await body(thing)
      done += 1
    } catch (error) {
      hasFailed = true
      throw error
    }
  })
  await assert(property, { seed, numRuns: runs, endOnFailure: false })
  return done
}
