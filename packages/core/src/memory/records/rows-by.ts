import type { RowValues } from './row-values.ts'

/** The rows by a text of theirs, in the order in which they come; those without one are left out. */
export function rowsBy(
  rows: readonly RowValues[],
  textFrom: (row: RowValues) => string | undefined,
): ReadonlyMap<string, readonly RowValues[]> {
  const groups = new Map<string, RowValues[]>()
  for (const row of rows) {
    const text = textFrom(row)
    if (text === undefined) continue
    const group = groups.get(text)
    if (group === undefined) groups.set(text, [row])
    else group.push(row)
  }
  return groups
}
