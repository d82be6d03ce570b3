import type { Attribution } from '../contracts/attribution.ts'
import { HoldfastError } from '../errors.ts'
import { checkText, isLongerThan } from './text.ts'

const longest: Readonly<Record<keyof Attribution, number>> = {
  actor: 255,
  reason: 4_096,
  requestId: 255,
  ip: 255,
}

export const attributionFields = Object.keys(longest) as (keyof Attribution)[]

/**
 * The fields that are given, each read once. One that is undefined is not given. Throws `TypeError` for what is no text or empty, `too-large`,
 * `invalid-value`.
 */
export function checkAttribution(given: Attribution, action: string): Attribution {
  const checked: { -readonly [F in keyof Attribution]: string } = {}
  for (const field of attributionFields) {
    const value: unknown = given[field]
    if (value === undefined) continue
    if (typeof value !== 'string' || value === '')
      throw new TypeError(`Cannot ${action}: ${field} must be a text that is not empty`)
    if (isLongerThan(value, longest[field]))
      throw new HoldfastError(
        'too-large',
        `Cannot ${action}: ${field} is longer than ${longest[field]} bytes`,
      )
    checkText(value, `${action} with this ${field}`)
    checked[field] = value
  }
  return checked
}
