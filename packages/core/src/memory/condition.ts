import type { ConditionalWriteOptions, Version } from '../contracts/key-value.ts'
import type { Row } from './row.ts'

/** What an entry must be for a write to happen: of this version, absent, or anything. */
export type Condition = { readonly version: Version } | 'absent' | 'any'

export function writeCondition(options: ConditionalWriteOptions | undefined, action: string): Condition {
  if (options === undefined) return 'any'
  const { ifAbsent, ifVersion }: { ifAbsent?: unknown; ifVersion?: unknown } = options
  if (ifAbsent !== undefined && ifAbsent !== true)
    throw new TypeError(`Cannot ${action}: ifAbsent can only be true`)
  // The version of an entry that was not there must not turn into "whatever is there".
  if ('ifVersion' in options && typeof ifVersion !== 'string') {
    throw new TypeError(`Cannot ${action}: ifVersion must be the version of an entry`)
  }
  if (typeof ifVersion !== 'string') return ifAbsent === true ? 'absent' : 'any'
  if (ifAbsent === true) throw new TypeError(`Cannot ${action}: ifAbsent and ifVersion exclude each other`)
  return { version: ifVersion }
}

export function isMet(condition: Condition, row: Row | undefined): boolean {
  if (condition === 'any') return true
  if (condition === 'absent') return row === undefined
  return row?.version === condition.version
}
