import { createHash } from 'node:crypto'
import { HoldfastError } from '../errors.ts'
import type { KeyRange } from './key.ts'

/** What a listing reads. A cursor is good for the same selection only. */
export interface Selection {
  readonly range: KeyRange
  readonly reverse: boolean
}

/** The position after an encoded key as a token that is safe in a URL. Costs a hash: make it when it is asked for. */
export const encodeCursor = (encodedKey: string, selection: Selection): string =>
  `${fingerprint(encodedKey, selection)}${Buffer.from(encodedKey).toString('base64url')}`

/**
 * The encoded key of a cursor. Throws `TypeError` for what is no string, and `invalid-value` for a text that no listing of
 * this selection gave out: a cursor comes back from outside, so a wrong one is no mistake of the program.
 */
export function decodeCursor(cursor: unknown, selection: Selection, action: string): string {
  if (typeof cursor !== 'string') throw new TypeError(`Cannot ${action}: the cursor must be a string`)
  const key = Buffer.from(cursor.slice(fingerprintLength), 'base64url').toString()
  if (key === '' || encodeCursor(key, selection) !== cursor) {
    throw new HoldfastError(
      'invalid-value',
      `Cannot ${action}: the cursor was not made by a listing of this selection`,
    )
  }
  return key
}

const fingerprintLength = 8

// Not a signature: it finds mistakes, and what a made-up cursor can reach is the selection itself.
function fingerprint(encodedKey: string, { range, reverse }: Selection): string {
  const text = JSON.stringify([range.low, range.high ?? null, reverse, encodedKey])
  return createHash('sha256').update(text).digest('base64url').slice(0, fingerprintLength)
}
