import { line, type Line } from '../../migration/own/line.ts'
import { keyedTable, type KeyedIndex, type Keying } from '../keyed/keyed-line.ts'
import { ownColumns, ownVacuum } from '../../migration/own/own-step.ts'

export const jobTable = 'holdfast_jobs'
export const keyTable = 'holdfast_queue_keys'
export const groupTable = 'holdfast_queue_groups'

const jobColumns = [
  { name: 'state', type: 'text' },
  { name: 'payload', type: 'text' },
  { name: 'meta', type: 'text', nullable: true },
  { name: 'checkpoint', type: 'text', nullable: true },
  { name: 'result', type: 'text', nullable: true },
  /** Lines of JSON, of which some of the newest 20 stand in `earlier_failures`: a text that is full is put there, and a new one begun. */
  { name: 'failures', type: 'text', nullable: true },
  { name: 'earlier_failures', type: 'text', nullable: true },
  /** How many failures there were. */
  { name: 'failed', type: 'bigint' },
  { name: 'priority', type: 'bigint' },
  /** The priority while it can be claimed whatever the time is; else null. */
  { name: 'ready', type: 'bigint', nullable: true },
  { name: 'attempt', type: 'bigint' },
  { name: 'max_attempts', type: 'bigint' },
  { name: 'holder', type: 'text', nullable: true },
  { name: 'fence', type: 'bigint' },
  /** From then on it can be claimed: its time when that lies ahead, the end of the lease of whoever works on it. Null while it is ready, and when it has ended. */
  { name: 'leased_until', type: 'bigint', nullable: true },
  /** While it is ready: since when. */
  { name: 'due_at', type: 'bigint', nullable: true },
  { name: 'enqueued_at', type: 'bigint' },
  { name: 'started_at', type: 'bigint', nullable: true },
  { name: 'ended_at', type: 'bigint', nullable: true },
  { name: 'deadline_at', type: 'bigint', nullable: true },
  { name: 'unique_key', type: 'text', nullable: true },
] as const

/** Of one queue, by unique key. The row with the empty key is no unique key: the queue is paused while it is there. */
const keyColumns = [
  /** The key of the job that has it, as it is bound. That job may have ended, or be gone: then the key is free. */
  { name: 'job', type: 'text' },
  /** Until then it is taken whatever became of the job. */
  { name: 'until', type: 'bigint', nullable: true },
  /** How often it was wanted since the row was made. */
  { name: 'wanted', type: 'bigint' },
] as const

/**
 * In which of them a job is that has not ended, and by which of its columns: in one of these always. One that runs is ready when its holder has lost it and a claim
 * has found it and not taken it.
 */
export const liveIndexes: Readonly<Record<string, string>> = {
  holdfast_jobs_ready: 'ready',
  holdfast_jobs_turn: 'turn',
  holdfast_jobs_due: 'leased_until',
}
/** In which a job is that has ended: by state and time. */
export const endedIndex = 'holdfast_jobs_ended'
/** Since the second version. Null of jobs without a group; see `groups/group-columns.ts`. */
const groupColumns = [
  { name: 'group_key', type: 'text' },
  /** While it can be claimed, whatever the time is: its place in its group. */
  { name: 'turn', type: 'bigint' },
  /** While it is leased: its group. While a job of a line waits for its time: its line. */
  { name: 'slot', type: 'text' },
] as const

/** Of one queue, by group. A row is there once a claim has locked it, or somebody gave it limits. */
const limitColumns = [
  /** JSON. Null where those of the handle bind. */
  { name: 'limits', type: 'text', nullable: true },
  /** How far its rate is used up, as a time in epoch milliseconds. */
  { name: 'begun_until', type: 'real', nullable: true },
] as const

const first: readonly KeyedIndex[] = [
  // Nothing in these two of the jobs that have ended: what a claim costs does not grow with them.
  { name: 'holdfast_jobs_ready', columns: ['ready', 'key'], notNull: 'ready' },
  { name: 'holdfast_jobs_due', columns: ['leased_until'], notNull: 'leased_until' },
  { name: endedIndex, columns: ['state', 'ended_at', 'key'], notNull: 'ended_at' },
]

const ofGroups: readonly KeyedIndex[] = [
  { name: 'holdfast_jobs_turn', columns: ['group_key', 'turn', 'key'], notNull: 'turn' },
  { name: 'holdfast_jobs_slot', columns: ['slot', 'key'], notNull: 'slot' },
]

const nullable = <C extends object>(column: C): C & { readonly nullable: true } => ({
  ...column,
  nullable: true,
})

export const queueLine = (keying: Keying): Line =>
  line('queue', [
    {
      version: 1,
      name: 'queue',
      up: [
        keyedTable(keying, jobTable, jobColumns, first),
        keyedTable(keying, keyTable, keyColumns, [
          { name: 'holdfast_queue_keys_until', columns: ['until'], notNull: 'until' },
        ]),
      ],
    },
    {
      version: 2,
      name: 'groups',
      up: [
        ownColumns(jobTable, ...groupColumns),
        keyedTable(keying, jobTable, [...jobColumns, ...groupColumns.map(nullable)], ofGroups),
        keyedTable(keying, groupTable, limitColumns),
      ],
    },
    // A claim reads what can be claimed from its beginning, past all that was taken since the engine has cleaned up.
    { version: 3, name: 'clean-up', up: [ownVacuum(jobTable)] },
  ])
