import type { Claimed, GroupTurn, QueueStorage } from './queue-storage.ts'

const beginning: GroupTurn = { after: '', left: 0, isFirst: false }

/** Where this process stands among the groups of each queue in which jobs with groups were waiting. */
const turns = new WeakMap<object, Map<string, GroupTurn>>()

export const turnOf = ({ database, place }: QueueStorage): GroupTurn =>
  turns.get(database)?.get(place) ?? beginning

/** Keeps where a claim stopped; nothing where no group waits, whoever comes next is then served at once. */
export const keepTurn = (
  { database, place }: QueueStorage,
  { isFirst }: GroupTurn,
  turn: Claimed['turn'],
): void => {
  let places = turns.get(database)
  if (turn === undefined) {
    places?.delete(place)
    return
  }
  if (places === undefined) turns.set(database, (places = new Map()))
  places.set(place, { ...turn, isFirst: !isFirst })
}
