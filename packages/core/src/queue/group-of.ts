import { encodeId } from '../door/id.ts'
import { decodeKey } from '../door/key.ts'

/*
 * THE STORED FORMAT, fixed for ever: a group is kept as `g` and its encoded name, a key of a line as `f` and its encoded name. So one column has both, and neither is
 * ever empty.
 */
export const marks = { group: 'g', fifo: 'f' } as const

/** Before the first group, and behind the last: names stand behind the mark, and lines sort before all groups. */
export const allGroups = { low: 'g', high: 'h' } as const

/** The stored text of a group or a line. Throws `TypeError`, `RangeError`, `too-large`, `invalid-value`. */
export const groupOf = (kind: 'group' | 'fifo', name: unknown, action: string): string =>
  marks[kind] + encodeId(name, action, kind)

/** Whether the jobs of it run one at a time in the order of their ids. */
export const isLine = (group: string): boolean => group.startsWith(marks.fifo)

export const nameOf = (group: string): string => decodeKey(group.slice(1)) as string

/** As people see it in a job. */
export const namedGroup = (group: string | null): { readonly group?: string; readonly fifo?: string } => {
  if (group === null) return {}
  return isLine(group) ? { fifo: nameOf(group) } : { group: nameOf(group) }
}
