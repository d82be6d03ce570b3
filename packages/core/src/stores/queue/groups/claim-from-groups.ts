import type { Milliseconds } from '../../../contracts/environment.ts'
import type { Call, Executor } from '../../../database/executor.ts'
import { afterBegun, untilNext } from '../../../queue/group-rate.ts'
import type { Claim, ClaimedRow, TurnPlace } from '../../../queue/queue-storage.ts'
import type { KeySpace } from '../../keyed/key-space.ts'
import { writeMany } from '../../keyed/write-many.ts'
import type { Shapes } from '../shapes.ts'
import { groupHeads } from './group-heads.ts'
import { holdGroups, type HeldGroup } from './held-groups.ts'
import { shareOut, type Share } from './share.ts'
import { takeGrouped } from './take-grouped.ts'

/** What a claim asks of some groups, in the order of their turns. */
export interface Round {
  readonly groups: readonly string[]
  readonly limit: number
  readonly turn: TurnPlace
  /** Whether these are all groups, so that each may have several turns. */
  readonly again: boolean
  /** Whether it waits for groups that other claims hold. */
  readonly waits: boolean
}

export interface RoundTaken {
  readonly rows: readonly ClaimedRow[]
  readonly turn: TurnPlace
  readonly next: Milliseconds | undefined
  /** Groups that others held. */
  readonly skipped: readonly string[]
}

/** Takes jobs of some groups within their limits, in a transaction that holds them: nobody else takes from them meanwhile. */
export const claimFromGroups = async (
  executor: Executor,
  space: KeySpace,
  shapes: Shapes,
  claim: Claim,
  { groups, limit, turn, again, waits }: Round,
  call: Call,
): Promise<RoundTaken> => {
  const { now, held } = await holdGroups(executor, space, groups, claim.limits, waits, call)
  const isHeld = new Set(held.map(({ group }) => group))
  const skipped = groups.filter((group) => !isHeld.has(group))
  if (held.length === 0) return { rows: [], turn, next: undefined, skipped }
  const shares = await groupHeads(executor, space, held, now, limit, call)
  const { jobs, ...stopped } = shareOut(shares, limit, turn, again)
  const rows = await takeGrouped(executor, space, jobs, claim, call)
  const count = (group: string): number => rows.filter((row) => row.group === group).length
  const begun = new Map(
    held.map(({ group, limits, begunUntil }) => {
      const { rate } = limits
      return [group, rate === null ? null : afterBegun(rate, begunUntil, now, count(group))]
    }),
  )
  const changed = held.filter(({ group, limits }) => limits.rate !== null && count(group) > 0)
  if (changed.length > 0) {
    const rates = changed.map(({ group }) => [space.bind(group), begun.get(group)!])
    await writeMany(executor, shapes.keepRate, rates, call)
  }
  return { rows, turn: stopped, next: nextOf(held, shares, begun, count, now), skipped }
}

/** How long it is until a rate lets begin one more of the jobs that were left. */
const nextOf = (
  held: readonly HeldGroup[],
  shares: readonly Share[],
  begun: ReadonlyMap<string, number | null>,
  count: (group: string) => number,
  now: number,
): Milliseconds | undefined => {
  const waits = held.flatMap(({ group, limits: { rate } }, at) =>
    rate === null || shares[at]!.keys.length <= count(group)
      ? []
      : [untilNext(rate, begun.get(group) ?? null, now)],
  )
  const ahead = waits.filter((time) => time > 0)
  return ahead.length === 0 ? undefined : Math.min(...ahead)
}
