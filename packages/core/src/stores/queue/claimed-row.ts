import type { DriverCell } from '../../database/statement.ts'
import type { Claim, ClaimedRow } from '../../queue/queue-storage.ts'
import type { StoreText } from '../keyed/store-text.ts'
import { claimableAgain } from './groups/group-columns.ts'
import { text, whole } from './job-columns.ts'

/** What a job becomes that is taken. */
export const takenBy = (into: StoreText, { token, lease }: Claim): Readonly<Record<string, string>> => ({
  state: "'running'",
  holder: into.bind(token),
  fence: 't.fence + 1',
  attempt: 't.attempt + 1',
  started_at: into.now,
  ready: 'null',
  turn: 'null',
  slot: 't.group_key',
  due_at: 'null',
  leased_until: `${into.now} + ${into.bind(lease)}`,
})

/** What a job becomes whose time has come and that is not taken. */
export const madeReady: Readonly<Record<string, string>> = {
  ...claimableAgain,
  due_at: 't.leased_until',
  leased_until: 'null',
}

const others = [
  'payload',
  'meta',
  'checkpoint',
  'priority',
  'attempt',
  'max_attempts',
  'fence',
  'enqueued_at',
  'deadline_at',
  'group_key',
]

/** What comes back of a job that was taken or made ready. */
export const returned = (key: string): string => [key, 'leased_until', 'turn', ...others].join(', ')

/** A row in the form of those that says only that there is one. */
export const noRow: string = ['null', 'null', '0', ...others.map(() => 'null')].join(', ')

/** Not one that was only made ready. */
export const isTaken = (row: readonly DriverCell[]): boolean => row[1] !== null

/** A job with a group that can be claimed. */
export const hasTurn = (row: readonly DriverCell[]): boolean => row[2] !== null

export const claimedRow = (key: string, row: readonly DriverCell[], lease: number): ClaimedRow => ({
  key,
  now: Number(row[1]) - lease,
  payload: String(row[3]),
  meta: text(row[4]),
  checkpoint: text(row[5]),
  priority: Number(row[6]),
  attempt: Number(row[7]),
  maxAttempts: Number(row[8]),
  fence: Number(row[9]),
  enqueuedAt: Number(row[10]),
  deadlineAt: whole(row[11]),
  group: text(row[12]),
})
