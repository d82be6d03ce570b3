import { createHash } from 'node:crypto'
import type { Tracking } from './tracking.ts'

/** Raised when triggers of one definition are written otherwise, and with each new version of the table of changes: so that they are made anew, and it is brought up with them. */
const form = 2

/** What a trigger that records changes does, as the last word of its name. */
export type TrackingPart = 'insert' | 'update' | 'rekey' | 'delete' | 'row' | 'truncate'

const pattern = /^_.+_changes_[\da-f]{8}(?:_(?:insert|update|rekey|delete|row|truncate))?$/

/**
 * The name of a trigger, which says which definition it was made for. The underline puts it before those of others where triggers run by name: a change that another trigger
 * makes is recorded behind the one that it follows from.
 */
export const trackingName = (tracking: Tracking, part?: TrackingPart): string => {
  const hash = createHash('sha256')
    .update(JSON.stringify([form, tracking]))
    .digest('hex')
    .slice(0, 8)
  let table = tracking.table
  while (Buffer.byteLength(table) > 35) table = table.slice(0, -1)
  const name = `_${table.isWellFormed() ? table : table.slice(0, -1)}_changes_${hash}`
  return part === undefined ? name : `${name}_${part}`
}

/** Whether a trigger of this name is one of those. */
export const isTrackingName = (name: string): boolean => pattern.test(name)
