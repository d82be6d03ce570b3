import type { TurnPlace } from '../../../queue/queue-storage.ts'

/** What one group has to give. */
export interface Share {
  readonly group: string
  /** Keys of its first jobs. */
  readonly keys: readonly string[]
  /** It may have no more than so many. */
  readonly room: number
  readonly weight: number
}

/** What is given, and where it stopped. */
export interface Given extends TurnPlace {
  /** In order. */
  readonly jobs: readonly { readonly group: string; readonly key: string }[]
}

/**
 * Gives up to `limit` jobs of groups that stand in a round: of each as many as its weight before the next has its turn, the first the rest of its turn; once around,
 * or with `again` until there are no more.
 */
export const shareOut = (shares: readonly Share[], limit: number, turn: TurnPlace, again: boolean): Given => {
  const jobs: { readonly group: string; readonly key: string }[] = []
  const given = new Map<string, number>()
  let { after, left } = turn
  for (;;) {
    const before = jobs.length
    for (const { group, keys, room, weight } of shares) {
      if (jobs.length === limit) break
      const done = given.get(group) ?? 0
      const most = group === after && left > 0 ? left : weight
      const count = Math.min(most, Math.min(keys.length, room) - done, limit - jobs.length)
      if (count <= 0) continue
      for (const key of keys.slice(done, done + count)) jobs.push({ group, key })
      given.set(group, done + count)
      // Whose jobs or room came to an end has had its turn.
      ;[after, left] = [group, jobs.length === limit ? most - count : 0]
    }
    if (!again || jobs.length === limit || jobs.length === before) return { jobs, after, left }
  }
}
