import { HoldfastError } from '../errors.ts'
import { textFault } from './text.ts'

/** A position in a listing as a token that is safe in a URL: the encoded key after which it goes on. */
export const encodeCursor = (encodedKey: string): string => Buffer.from(encodedKey).toString('base64url')

/**
 * The encoded key of a cursor. Throws `TypeError` for what is no string, and `invalid-value` for a text that no listing
 * gave out: a cursor comes back from outside, so a wrong one is no mistake of the program.
 */
export function decodeCursor(cursor: unknown, action: string): string {
  if (typeof cursor !== 'string') throw new TypeError(`Cannot ${action}: the cursor must be a string`)
  const key = Buffer.from(cursor, 'base64url').toString()
  if (key === '' || encodeCursor(key) !== cursor || textFault(key) !== undefined) {
    throw new HoldfastError('invalid-value', `Cannot ${action}: the cursor was not made by a listing`)
  }
  return key
}
