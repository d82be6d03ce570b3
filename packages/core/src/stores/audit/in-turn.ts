const turns = new WeakMap<object, Map<string, Promise<unknown>>>()

/**
 * Runs work of one transaction on one trail behind what was called earlier, whoever waited for that: where an entry takes several statements, those of two entries must not
 * come between each other. `whole` is what the transaction and those nested in it have in common.
 */
export const inTurn = <R>(whole: object, lane: string, work: () => Promise<R>): Promise<R> => {
  const byLane = turns.get(whole) ?? new Map<string, Promise<unknown>>()
  turns.set(whole, byLane)
  const before = byLane.get(lane)
  const result = before === undefined ? work() : before.then(work)
  const ended = result.then(
    () => undefined,
    () => undefined,
  )
  byLane.set(lane, ended)
  return result
}

/** What was called earlier of such work; undefined for nothing. */
export const turnOf = (whole: object, lane: string): Promise<unknown> | undefined =>
  turns.get(whole)?.get(lane)
