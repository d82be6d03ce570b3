import type { ChangeRow } from '../door/change-rows.ts'
import { revealValue, type KeptChange } from '../door/change-value.ts'
import { HoldfastError } from '../errors.ts'

/** What is kept of a change, by the names of columns. */
export type KeptFields = Readonly<Record<string, KeptChange>>

/** Throws `corrupt` for what no change is kept as. */
export const keptFields = ({ fields }: Pick<ChangeRow, 'fields'>): KeptFields => {
  try {
    return JSON.parse(fields) as KeptFields
  } catch {
    // The parser's error quotes the text.
    throw new HoldfastError('corrupt', 'Cannot read a change: what is stored of its fields is not JSON')
  }
}

export const isRedacted = (kept: KeptChange): kept is readonly ['redacted'] => kept[0] === 'redacted'

export const oldOf = (kept: KeptChange): unknown =>
  isRedacted(kept) ? undefined : revealValue(kept[0], kept[1])

export const newOf = (kept: KeptChange): unknown =>
  isRedacted(kept) ? undefined : revealValue(kept[0], kept[2])
