import { marks } from '../../../queue/group-of.ts'

/*
 * How jobs with a group are found. Their priority stands in `turn` in place of `ready` while they can be claimed, so that a claim of jobs without a group never sees
 * them; `slot` names the group while one of them is leased, and is counted by its own index. So the truth about a group is in the rows of its jobs, which change
 * as they always did; whoever enqueues touches no row of the group.
 */

/** Stands in `turn`, less than any priority: those whose holder was lost come first, for they have begun. */
const lost = -10_000_000

/** What `slot` begins with for a job of a line that waits for its time: those behind it are held up. */
export const heldUp = 'w'

const isLine = (group: string): string => `substr(${group}, 1, 1) = '${marks.fifo}'`

/** The columns of the row `t`, or a new one, that can be claimed. */
export const claimable = (group: string, priority: string): Readonly<Record<'ready' | 'turn', string>> => ({
  ready: `case when ${group} is null then ${priority} end`,
  turn: `case when ${group} is null then null when ${isLine(group)} then 0 else ${priority} end`,
})

/** The slot of a job that waits for its time. */
export const waitingSlot = (group: string): string =>
  `case when ${isLine(group)} then '${heldUp}' || substr(${group}, 2) end`

/** As `claimable`, for a row whose time has come, or whose lease has ended. */
export const claimableAgain: Readonly<Record<'ready' | 'turn' | 'slot', string>> = {
  ready: claimable('t.group_key', 't.priority').ready,
  turn: `case when t.group_key is null then null when t.state = 'running' then ${lost} else ${claimable('t.group_key', 't.priority').turn} end`,
  slot: 'null',
}

/** That a turn is of one whose holder was lost. */
export const isLost = (turn: number): boolean => turn <= lost

/** That the row `t` can be claimed, whatever the time is. */
export const isReady = '(t.ready is not null or t.turn is not null)'
