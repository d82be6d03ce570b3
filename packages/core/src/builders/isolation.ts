import type { Isolation } from '../contracts/session.ts'

/** The levels that builders know. */
type Level = 'read uncommitted' | 'read committed' | 'repeatable read' | 'snapshot' | 'serializable'

const levels: Readonly<Record<Level, Isolation>> = {
  'read uncommitted': 'read-committed',
  'read committed': 'read-committed',
  'repeatable read': 'snapshot',
  snapshot: 'snapshot',
  serializable: 'serializable',
}

/** What promises at least as much. */
export const isolationOf = (level: Level): Isolation => levels[level]
