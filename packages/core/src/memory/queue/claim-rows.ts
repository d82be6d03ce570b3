import { compareBytes } from '../../door/key.ts'
import { afterBegun, allowedNow, untilNext } from '../../queue/group-rate.ts'
import { limitsOf } from '../../queue/group-limits.ts'
import { isLine } from '../../queue/group-of.ts'
import type { Claim, Claimed, ClaimedRow, Limits, TurnPlace } from '../../queue/queue-storage.ts'
import { isClaimable, type KeptJob } from './kept-job.ts'
import type { QueueRows } from './queue-rows.ts'

type Entry = readonly [key: string, job: KeptJob]

/** Whether a claim would find anything. */
export const isWorthClaiming = ({ jobs, now, isPaused }: QueueRows): boolean =>
  !isPaused && jobs.list().some(([, job]) => isClaimable(job, now))

/** Takes what can be claimed, in order. */
export const claimRows = (rows: QueueRows, claim: Claim): Claimed => {
  const { limit, turn } = claim
  const claimable = (): readonly Entry[] =>
    rows.isPaused ? [] : rows.jobs.list().filter(([, job]) => isClaimable(job, rows.now))
  const take = (entries: readonly Entry[]): readonly ClaimedRow[] =>
    entries.map(([key, job]) => rows.take(key, job, claim.token, claim.lease))
  const plain = (count: number): readonly ClaimedRow[] =>
    take(
      claimable()
        .filter(([, { group }]) => group === null)
        .sort(([, left], [, right]) => left.priority - right.priority)
        .slice(0, count),
    )
  const isWaiting = claimable().some(([, { group }]) => group !== null)
  if (!isWaiting) return { rows: plain(limit), turn: undefined, next: undefined }
  const first = turn.isFirst ? [] : plain(limit)
  const grouped = new Groups(rows, claimable(), claim)
  const stopped = grouped.share(limit - first.length)
  const middle = take(stopped.taken)
  const next = grouped.keepRates()
  const last = turn.isFirst ? plain(limit - middle.length) : []
  const isFirst = !turn.isFirst && first.length > 0
  return { rows: [...first, ...middle, ...last], turn: { ...stopped.turn, isFirst }, next }
}

/** The groups in which jobs can be claimed, in the order of their turns. */
class Groups {
  readonly #rows: QueueRows
  readonly #claim: Claim
  readonly #groups: readonly string[]
  readonly #waiting: ReadonlyMap<string, Entry[]>
  readonly #taken = new Map<string, number>()

  constructor(rows: QueueRows, claimable: readonly Entry[], claim: Claim) {
    this.#rows = rows
    this.#claim = claim
    const all = [...new Set(claimable.flatMap(([, { group }]) => group ?? []))].sort(compareBytes)
    const { after, left } = claim.turn
    const isBehind = (group: string): boolean =>
      compareBytes(group, after) > 0 || (group === after && left > 0)
    const place = (group: string): number => (group === after && left > 0 ? 0 : isBehind(group) ? 1 : 2)
    this.#groups = all.toSorted((one, other) => place(one) - place(other))
    this.#waiting = new Map(
      all.map((group) => [
        group,
        claimable
          .filter(([, job]) => job.group === group)
          .sort(([, one], [, other]) => rank(one) - rank(other)),
      ]),
    )
  }

  share(limit: number): { readonly taken: readonly Entry[]; readonly turn: TurnPlace } {
    const taken: Entry[] = []
    let { after, left } = this.#claim.turn
    const room = new Map(this.#groups.map((group) => [group, this.#room(group)]))
    for (let before = -1; taken.length < limit && before < taken.length;) {
      before = taken.length
      for (const group of this.#groups) {
        if (taken.length === limit) break
        const done = this.#taken.get(group) ?? 0
        const turn = group === after && left > 0 ? left : this.#limits(group).weight
        const most = Math.min(done + turn, room.get(group)!, done + limit - taken.length)
        const more = this.#waiting.get(group)!.slice(done, most)
        if (more.length === 0) continue
        taken.push(...more)
        this.#taken.set(group, done + more.length)
        after = group
        left = taken.length === limit ? turn - more.length : 0
      }
    }
    return { taken, turn: { after, left } }
  }

  /** Notes what has begun, and tells how long it is until a rate lets begin one more. */
  keepRates(): number | undefined {
    const { groups, now } = this.#rows
    let next: number | undefined
    for (const group of this.#groups) {
      const { rate } = this.#limits(group)
      if (rate === null) continue
      const row = groups.get(group)
      const taken = this.#taken.get(group) ?? 0
      const begunUntil = afterBegun(rate, row?.begunUntil ?? null, now, taken)
      if (taken > 0) groups.put(group, { limits: row?.limits ?? null, begunUntil })
      const wait = untilNext(rate, begunUntil, now)
      if (wait > 0 && taken < this.#waiting.get(group)!.length) next = Math.min(next ?? wait, wait)
    }
    return next
  }

  #limits(group: string): Limits {
    return limitsOf(group, this.#rows.groups.get(group)?.limits ?? null, this.#claim.limits)
  }

  #room(group: string): number {
    const { jobs, groups, now } = this.#rows
    const { concurrency, rate } = this.#limits(group)
    const others = jobs.list().filter(([, job]) => job.group === group && !isClaimable(job, now))
    const running = others.filter(([, { state }]) => state === 'running').length
    const [headKey, head] = this.#waiting.get(group)![0]!
    const isHeldUp =
      isLine(group) &&
      head.state !== 'running' &&
      others.some(([key, { state }]) => state === 'waiting' && compareBytes(key, headKey) < 0)
    if (isHeldUp) return 0
    const allowed = rate === null ? Infinity : allowedNow(rate, groups.get(group)?.begunUntil ?? null, now)
    return Math.min(allowed, concurrency === null ? Infinity : Math.max(0, concurrency - running))
  }
}

/** Those whose holder was lost have begun, and come first; in a line all others are equal. */
const rank = ({ state, group, priority }: KeptJob): number => {
  if (state === 'running') return -Infinity
  return isLine(group!) ? 0 : priority
}
