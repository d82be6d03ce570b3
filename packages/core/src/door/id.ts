import { HoldfastError } from '../errors.ts'
import { encodeKey } from './key.ts'
import { isLongerThan } from './text.ts'

const idBytes = 255

/** The key of an id, a text of 1 to 255 bytes. Throws `TypeError`, `RangeError`, `too-large`, `invalid-value`. */
export const encodeId = (id: unknown, action: string, what = 'id'): string => {
  if (typeof id !== 'string') throw new TypeError(`Cannot ${action}: the ${what} must be a string`)
  if (isLongerThan(id, idBytes))
    throw new HoldfastError('too-large', `Cannot ${action}: the ${what} is longer than ${idBytes} bytes`)
  return encodeKey(id, action)
}
