/** A date as epoch milliseconds. Throws `TypeError`, and `RangeError` for an invalid one. */
export const checkInstant = (value: unknown, name: string, action: string): number => {
  if (!(value instanceof Date)) throw new TypeError(`Cannot ${action}: ${name} must be a Date`)
  const time = value.getTime()
  if (Number.isNaN(time)) throw new RangeError(`Cannot ${action}: ${name} is no valid date`)
  return time
}
