/**
 * An instant for a column that nobody has named: Drizzle's relational queries keep to themselves which one it is. In the mode
 * `string` Drizzle writes the digits of UTC with the offset of this process's time zone, so the offset must be none.
 */
export class UtcDate extends Date {
  override getTimezoneOffset(): number {
    return 0
  }
}

/** The same rows with the `Date`s that the caller expects. */
export const plainDates = <T>(mapped: T): T => {
  for (const row of Array.isArray(mapped) ? (mapped as unknown[]) : [mapped]) {
    if (typeof row !== 'object' || row === null) continue
    for (const [name, value] of Object.entries(row)) Object.assign(row, { [name]: plain(value) })
  }
  return mapped
}

const plain = (value: unknown): unknown => {
  if (value instanceof UtcDate) return new Date(value.getTime())
  return Array.isArray(value) ? value.map(plain) : value
}
