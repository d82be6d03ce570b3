import { HoldfastError } from '../errors.ts'
import type { RowCondition, RowStore } from '../rows/row-store.ts'
import type { Span } from './make-room.ts'
import type { TypeCall } from './rule-call.ts'
import { keysOf, scopesOf } from './rule-keys.ts'
import type { RuleRecord, RuleRow } from './rule-row.ts'

/** The most records of one answer. */
export const most = 10_000

export const notTooMany = (records: readonly RuleRecord[], action: string): readonly RuleRecord[] => {
  if (records.length <= most) return records
  throw new HoldfastError(
    'too-large',
    `Cannot ${action}: there are more than ${most} records; ask for less, or prune`,
  )
}

const rulesOnly: RowCondition = { column: 'rule_id', is: '>', value: '' }

/** Every record of a key. */
export const listHistory = async (
  rows: RowStore<RuleRow>,
  key: string,
  call: TypeCall,
): Promise<readonly RuleRecord[]> => {
  const listing = { where: [rulesOnly], limit: most + 1 }
  const found = await rows.list([scopesOf(call.type, key, call.action)], listing, call)
  return notTooMany(found, call.action).toSorted(byRecording)
}

/** The records that came in a span of time, and those that were superseded in it. */
export const listChanges = async (
  rows: RowStore<RuleRow>,
  { from, until }: Span,
  key: string | undefined,
  call: TypeCall,
): Promise<readonly RuleRecord[]> => {
  const range =
    key === undefined ? keysOf(call.type, undefined, call.action) : scopesOf(call.type, key, call.action)
  const within = async (column: string): Promise<readonly RuleRecord[]> => {
    const where: readonly RowCondition[] = [
      rulesOnly,
      { column, is: '>=', value: from },
      { column, is: '<', value: until },
    ]
    return rows.list([range], { where, limit: most + 1 }, call)
  }
  const came = await within('recorded_at')
  const went = await within('superseded_at')
  // A record that is in both is as the later look found it.
  const all = new Map([...came, ...went].map((record) => [record.key, record]))
  return notTooMany([...all.values()], call.action).toSorted(byRecording)
}

const byRecording = (a: RuleRecord, b: RuleRecord): number =>
  (a.values.recorded_at ?? 0) - (b.values.recorded_at ?? 0) ||
  compare(a.values.rule, b.values.rule) ||
  compare(a.values.scope, b.values.scope) ||
  (a.values.seq ?? 0) - (b.values.seq ?? 0)

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
