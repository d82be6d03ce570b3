import { HoldfastError } from '../errors.ts'

const form = /^\d{4}-\d{2}-\d{2}$/

/** A day that exists, `YYYY-MM-DD` in the years 0001 to 9999. */
export function normaliseDate(text: string, place: () => string): string {
  const instant = form.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  // `Date` takes the 30th of February for the 1st of March.
  if (!Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text) && !text.startsWith('0000'))
    return text
  throw new HoldfastError(
    'invalid-value',
    `Cannot ${place()} takes a day that exists, as "2026-02-28", in the years 0001 to 9999`,
  )
}
