import type { Claimed, GroupTurn, QueueStorage } from './queue-storage.ts'

const beginning: GroupTurn = { after: '', left: 0, isFirst: false }

/** Where this process stands among the groups of one queue, and the last of the claims that wait for each other. */
interface Place {
  turn: GroupTurn
  tail: Promise<unknown>
}

/** Of queues in which jobs with groups were waiting. */
const places = new WeakMap<object, Map<string, Place>>()

/**
 * Claims, from where the last claim of this process stopped. Where groups wait one claim goes at a time: they would hold each other up in the database, and all
 * begin with the same group.
 */
export const claimInTurn = async (
  { database, place }: QueueStorage,
  claim: (turn: GroupTurn) => Promise<Claimed>,
): Promise<Claimed> => {
  let known = places.get(database)
  if (known === undefined) places.set(database, (known = new Map()))
  const here = known.get(place)
  const attempt = async (): Promise<Claimed> => {
    const claimed = await claim(known.get(place)?.turn ?? beginning)
    const { turn } = claimed
    const now = known.get(place)
    // Where no group waits, whoever comes next is served at once.
    if (turn === undefined) known.delete(place)
    else if (now === undefined) known.set(place, { turn, tail: Promise.resolve() })
    else now.turn = turn
    return claimed
  }
  if (here === undefined) return attempt()
  const claimed = here.tail.then(attempt)
  here.tail = claimed.catch(() => undefined)
  return claimed
}
