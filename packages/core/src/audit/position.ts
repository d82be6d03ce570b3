import { HoldfastError } from '../errors.ts'

/**
 * A position is a number that grows in the order in which entries become visible, behind a first digit that keeps all numbers equally long, and the entry's id:
 * so texts sort as entries do, and entries of one number sort by their ids.
 */
export const positionOf = (number: number, id: string): string =>
  `1${String(number).padStart(digits, '0')}${id}`

export const numberOf = (position: string): number => Number(position.slice(1, 1 + digits))

export const idOf = (position: string): string => position.slice(1 + digits)

/** What a number in a position is counted from, so that each has as many digits. It still fits 64 bits. */
export const firstNumber = '1000000000000000000'

/** Of the number in a position, with the first digit. */
export const numberDigits: number = firstNumber.length

const digits = numberDigits - 1
const form = /^1\d{18}[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/

/** Throws `TypeError` for what is no text, `invalid-value` for one that is no position: it may come from outside. */
export const checkPosition = (value: unknown, action: string): string | undefined => {
  if (value === undefined) return undefined
  if (typeof value !== 'string')
    throw new TypeError(`Cannot ${action}: after must be the position of an entry`)
  if (!form.test(value))
    throw new HoldfastError('invalid-value', `Cannot ${action}: after is not the position of an entry`)
  return value
}
