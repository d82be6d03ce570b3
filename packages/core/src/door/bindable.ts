import { types } from 'node:util'
import type { Bindable } from '../contracts/sql.ts'
import { type ErrorCode, HoldfastError } from '../errors.ts'
import { textFault } from './text.ts'

const lowestInt64 = -(2n ** 63n)
const highestInt64 = 2n ** 63n - 1n
const firstInstant = Date.parse('0001-01-01T00:00:00.000Z')
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z')

/** What is being done, in the words of an error; a function is asked only for an error. */
export type Action = string | (() => string)

export const said = (action: Action): string => (typeof action === 'string' ? action : action())

/**
 * A parameter of raw SQL: what every engine holds without changing it. A `Date` and bytes are copied, so that the caller
 * may change them after the call. Throws `TypeError` for other types, `out-of-range` for integers that are not exact,
 * `invalid-value` for what an engine would change. `action` may name the parameter's position; as a function it is asked only
 * for an error, because a bulk load checks millions. No message holds a value.
 */
export function checkBindable(value: unknown, action: Action): Bindable {
  switch (typeof value) {
    case 'string': {
      const fault = textFault(value)
      return fault === undefined ? value : refuse('invalid-value', action, fault)
    }
    case 'number':
      return checkNumber(value, action)
    case 'boolean':
      return value
    case 'bigint':
      if (value >= lowestInt64 && value <= highestInt64) return value
      return refuse('out-of-range', action, 'a bigint must fit in 64 bits')
    case 'undefined':
      throw new TypeError(`Cannot ${said(action)}: undefined is not a value; pass null`)
    case 'object':
      return value === null ? null : checkObject(value, action)
    case 'function':
    case 'symbol':
      break
  }
  throw new TypeError(`Cannot ${said(action)}: a ${typeof value} is not a value`)
}

function checkNumber(value: number, action: Action): number {
  if (!Number.isFinite(value)) return refuse('invalid-value', action, 'a number must be finite')
  if (Object.is(value, -0)) return refuse('invalid-value', action, 'engines store −0 as 0; pass 0')
  // Beyond 64 bits it can only be meant as a double; between, engines would take it for a whole number that is not exact.
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < 2 ** 63) {
    return refuse('out-of-range', action, 'the whole number is not exact as a number; pass a bigint')
  }
  return value
}

function checkObject(value: object, action: Action): Bindable {
  if (types.isDate(value)) {
    const time = value.getTime()
    if (time >= firstInstant && time <= lastInstant) return new Date(time)
    return refuse('invalid-value', action, 'a date must be valid and lie in the years 0001 to 9999')
  }
  if (types.isUint8Array(value)) return new Uint8Array(value)
  if (Array.isArray(value)) {
    throw new TypeError(
      `Cannot ${said(action)}: an array is not a value; pass sql.list(…) for a list, sql.json(…) for JSON`,
    )
  }
  throw new TypeError(`Cannot ${said(action)}: an object is not a value; pass sql.json(…) for JSON`)
}

function refuse(code: ErrorCode, action: Action, reason: string): never {
  throw new HoldfastError(code, `Cannot ${said(action)}: ${reason}`)
}
