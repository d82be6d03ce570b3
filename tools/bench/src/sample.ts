import { plan } from './plan.ts'

/** Measures once; microseconds an operation. */
export type Sample = () => Promise<number>

/** Does one thing; `index` never repeats. What answers at once is not awaited: a hop costs as much as a small read. */
export type Operation = (index: number) => unknown

const chunk = 8

/** Repeats an operation for the time of a round. One call may stand for `per` operations. */
export const repeated = (operation: Operation, per = 1): Sample => {
  let index = 0
  return async () => {
    const first = index
    const start = performance.now()
    for (;;) {
      for (const end = index + chunk; index < end; index++) {
        const answer = operation(index)
        if (answer instanceof Promise) await answer
      }
      const elapsed = performance.now() - start
      if (elapsed >= plan.round) return (elapsed * 1000) / (index - first) / per
    }
  }
}

/** Runs something long once; what prepares it is not counted. `per`: how many operations it stands for. */
export const single =
  (prepare: () => Promise<void>, run: () => Promise<void>, per: number): Sample =>
  async () => {
    await prepare()
    const start = performance.now()
    await run()
    return ((performance.now() - start) * 1000) / per
  }

/** Several callers at once within the process. */
export const together = (callers: number, operation: Operation): Sample =>
  repeated(async (index) => {
    const calls: unknown[] = []
    for (let caller = 0; caller < callers; caller++) calls.push(operation(index * callers + caller))
    await Promise.all(calls)
  }, callers)
