import type { ChangeRow } from '../door/change-rows.ts'
import type { KeptChange } from '../door/change-value.ts'
import { isRedacted, keptFields, type KeptFields } from './kept-fields.ts'

/** What several changes come to as one, first to last. A field that has come back to what it was has not changed. */
export const netChange = (rows: readonly ChangeRow[]): KeptFields => {
  const net = new Map<string, KeptChange>()
  for (const row of rows) {
    for (const [name, change] of Object.entries(keptFields(row))) {
      const before = net.get(name)
      net.set(name, before === undefined ? change : joined(before, change))
    }
  }
  return Object.fromEntries([...net].filter(([, change]) => isRedacted(change) || change[1] !== change[2]))
}

/** The same, from the last to the first. */
export const reversed = (fields: KeptFields): KeptFields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, change]): [string, KeptChange] => [
      name,
      isRedacted(change) ? change : [change[0], change[2], change[1]],
    ]),
  )

const joined = (before: KeptChange, after: KeptChange): KeptChange =>
  isRedacted(before) || isRedacted(after) ? ['redacted'] : [after[0], before[1], after[2]]
