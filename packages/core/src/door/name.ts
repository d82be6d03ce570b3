import { HoldfastError } from '../errors.ts'
import { checkText, isLongerThan } from './text.ts'

const nameBytes = 63

/**
 * The name of a store or of a tenant: a text of 1 to 63 UTF-8 bytes. `what` says whose name it is.
 * Throws `TypeError` when it is empty or not a string, `too-large`, `invalid-value`.
 */
export function checkName(value: unknown, what: string, action: string): string {
  if (typeof value !== 'string') throw new TypeError(`Cannot ${action}: the ${what} must be a string`)
  if (value === '') throw new TypeError(`Cannot ${action}: the ${what} must not be empty`)
  if (isLongerThan(value, nameBytes)) {
    throw new HoldfastError('too-large', `Cannot ${action}: the ${what} is longer than ${nameBytes} bytes`)
  }
  checkText(value, action)
  return value
}
