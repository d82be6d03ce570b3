import type { ChangeRow } from '../door/change-rows.ts'
import type { KeptChange } from '../door/change-value.ts'
import { isRedacted, keptFields, newOf, oldOf } from './kept-fields.ts'

/** Values by the names of columns; undefined where the record is not there. */
export type State = Readonly<Record<string, unknown>> | undefined

/**
 * The record behind the last of the changes `past`, oldest first. Where they do not begin with its insert, it was there before: what no past change tells is as the first
 * later one found it, and what none changed since is as it is `now`.
 */
export const stateBehind = (past: readonly ChangeRow[], later: readonly ChangeRow[], now: State): State => {
  if (past.at(-1)?.operation === 'delete') return undefined
  if (past.length === 0 && later[0]?.operation === 'insert') return undefined
  const birth = past.findLastIndex(({ operation }) => operation === 'insert')
  const state: Record<string, unknown> = {}
  for (const row of past.slice(Math.max(0, birth)))
    for (const [name, kept] of Object.entries(keptFields(row))) put(state, name, kept, newOf)
  if (birth >= 0) return state
  const known = new Set(Object.keys(state))
  for (const row of later) {
    // A record that is made again says nothing of the one before.
    if (row.operation === 'insert') return state
    for (const [name, kept] of Object.entries(keptFields(row))) {
      if (known.has(name)) continue
      known.add(name)
      put(state, name, kept, oldOf)
    }
    if (row.operation === 'delete') return state
  }
  if (now === undefined) return past.length === 0 && later.length === 0 ? undefined : state
  for (const [name, value] of Object.entries(now)) if (!known.has(name)) state[name] = value
  return state
}

const put = (
  state: Record<string, unknown>,
  name: string,
  kept: KeptChange,
  read: (kept: KeptChange) => unknown,
): void => {
  if (!isRedacted(kept)) state[name] = read(kept)
}
