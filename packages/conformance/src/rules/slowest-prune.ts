import { expect } from 'vitest'

/** How many entries each prune removes. */
export const pruned = 10_000

/**
 * The slowest of three prunes, in milliseconds: three times have no 99th percentile. `prepare` lets the entries pass, and gives what removes them and
 * tells their number.
 */
export const slowestPrune = async (
  prepare: (round: number) => Promise<() => Promise<number>>,
): Promise<number> => {
  const times: number[] = []
  for (let round = 0; round < 3; round += 1) {
    const prune = await prepare(round)
    const started = performance.now()
    expect(await prune()).toBe(pruned)
    times.push(performance.now() - started)
  }
  return Math.max(...times)
}
