import { atomically } from '../rows/atomically.ts'
import type { StoreCall } from '../door/store-call.ts'
import { HoldfastError } from '../errors.ts'
import type { RowCondition, RowRange, RowStore } from '../rows/row-store.ts'
import { statementTime } from '../rows/row-store.ts'
import { beginning, openEnd } from './instant.ts'
import { horizonKey, horizonRange } from './rule-keys.ts'
import { isRule, type RuleRecord, type RuleRow } from './rule-row.ts'

/** What was believed at an instant, or is now. */
export const believedAt = (asOf: number | undefined): readonly RowCondition[] =>
  asOf === undefined
    ? // As equality a planner without statistics would take it for selective, and read all that is believed by the index on it.
      [{ column: 'superseded_at', is: '>=', value: openEnd }]
    : [
        { column: 'recorded_at', is: '<=', value: asOf },
        { column: 'superseded_at', is: '>', value: asOf },
      ]

export const effectiveAt = (at: number | undefined): readonly RowCondition[] => [
  { column: 'valid_from', is: '<=', value: at ?? statementTime },
  { column: 'valid_until', is: '>', value: at ?? statementTime },
]

/** The records that were believed at an instant, in one statement with the horizon: what was pruned is no absence. */
export const listBelieved = async (
  rows: RowStore<RuleRow>,
  ranges: readonly RowRange[],
  asOf: number | undefined,
  { where = [], limit }: { readonly where?: readonly RowCondition[]; readonly limit?: number },
  call: StoreCall,
): Promise<readonly RuleRecord[]> => {
  const found = await rows.list(
    asOf === undefined ? ranges : [horizonRange, ...ranges],
    { where: [...believedAt(asOf), ...where], ...(limit === undefined ? {} : { limit }) },
    call,
  )
  const horizon = found.find(({ key }) => key === horizonKey)?.values.seq ?? beginning
  if (asOf !== undefined && asOf < horizon)
    throw new HoldfastError('not-found', `Cannot ${call.action}: what was believed then has been pruned`)
  return found
}

/** Sets the horizon to an instant, or to now if it is later, and never back; resolves with the instant. */
export const raiseHorizon = (rows: RowStore<RuleRow>, instant: number, call: StoreCall): Promise<number> =>
  atomically(rows, { key: horizonKey, values: horizonAt(null) }, call, async (inner) => {
    const stood = await inner.get(horizonKey, call)
    const cut = Math.min(instant, stood!.updatedAt.getTime())
    await inner.put(horizonKey, horizonAt(Math.max(cut, stood!.values.seq ?? beginning)), call)
    return cut
  })

/** It is always effective and always believed, so that every reading that asks for it finds it. */
const horizonAt = (seq: number | null): RuleRow => ({
  type: '',
  rule: '',
  scope: '',
  priority: 0,
  valid_from: beginning,
  valid_until: openEnd,
  rule_id: '',
  seq,
  recorded_at: beginning,
  superseded_at: openEnd,
  body: null,
})

/** Of rules that are effective together: that of the most specific scope, and there the one of the highest priority. */
export const winnerOf = (records: readonly RuleRecord[], scopes: readonly string[]): RuleRecord | undefined =>
  records
    .filter(isRule)
    .toSorted(
      ({ values: a }, { values: b }) =>
        scopes.indexOf(a.scope) - scopes.indexOf(b.scope) || b.priority - a.priority,
    )[0]
