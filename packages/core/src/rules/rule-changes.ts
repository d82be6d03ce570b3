import { atomically } from '../rows/atomically.ts'
import type { RowStore } from '../rows/row-store.ts'
import { beginning, openEnd } from './instant.ts'
import { makeRoom, type Room, type Span } from './make-room.ts'
import type { PlaceCall } from './rule-call.ts'
import { believedAt } from './rule-beliefs.ts'
import { changedBy, headKey, recordKey } from './rule-keys.ts'
import { isRule, type RuleRecord, type RuleRow } from './rule-row.ts'

/** A record that is believed, and when it is effective. */
export interface Held extends Span {
  readonly record: RuleRecord
}

/** What a change puts beside the pieces of what it changes. */
export interface NewRule extends Span {
  readonly id: string
  readonly body: string
}

/** What to do with the rules that overlap a span; undefined leaves everything as it is. */
export type Decision = (
  held: readonly Held[],
) => { readonly room: Room<Held>; readonly added?: NewRule } | undefined

/** Decides over what nothing stands in the way of. */
export const changeRules = (
  rows: RowStore<RuleRow>,
  place: PlaceCall,
  span: Span,
  decide: Decision,
): Promise<boolean> => {
  const head = headOf(place)
  const key = headKey(place, place.action)
  // Who changes rules of this scope puts its head first, and so waits for who did so before, and sees then what was changed.
  return atomically(rows, { key, values: head }, place, async (inner) => {
    const [stood, ...records] = await believed(inner, place, span)
    const decision = decide(
      records.map((record) => ({
        record,
        from: record.values.valid_from,
        until: record.values.valid_until,
      })),
    )
    if (decision === undefined) return false
    const { values, updatedAt } = stood!
    const { room, added } = decision
    // A clock that goes back must not make two records believed at once: what is recorded later is recorded at no earlier time.
    const now = Math.max(updatedAt.getTime(), values.recorded_at ?? beginning)
    let seq = values.seq ?? 0
    const insert = (row: Omit<RuleRow, 'seq' | 'recorded_at' | 'superseded_at'>): Promise<void> => {
      seq += 1
      return inner.put(
        recordKey(place, row['valid_from'] as number, seq, place.action),
        { ...row, seq, recorded_at: now, superseded_at: openEnd } as RuleRow,
        place,
      )
    }
    for (const { record } of room.superseded)
      await inner.put(record.key, { ...record.values, superseded_at: now }, place)
    for (const { of, span: left } of room.pieces)
      await insert({ ...of.record.values, valid_from: left.from, valid_until: left.until })
    if (added !== undefined)
      await insert({
        type: place.type,
        rule: place.key,
        scope: place.scope,
        priority: place.priority,
        valid_from: added.from,
        valid_until: added.until,
        rule_id: added.id,
        body: added.body,
      })
    await inner.put(key, { ...head, seq, recorded_at: now }, place)
    return true
  })
}

/** The head of the scope, and behind it the records of the place that are believed and overlap the span. */
const believed = async (
  rows: RowStore<RuleRow>,
  place: PlaceCall,
  { from, until }: Span,
): Promise<readonly RuleRecord[]> => {
  const range = changedBy(place, until - 1, place.action)
  const where = [...believedAt(undefined), { column: 'valid_until', is: '>', value: from }] as const
  const found = await rows.list(range, { where }, place)
  return found.filter((record) => !isRule(record) || record.values.priority === place.priority)
}

export const endedAt = (held: Held, at: number): Room<Held> =>
  makeRoom([held], { from: at, until: openEnd }, 'truncate')

/** It is never effective, so that only a change finds it. Null leaves what is there (see `RowStore.atomically`). */
const headOf = ({ type, key, scope }: PlaceCall): RuleRow => ({
  type,
  rule: key,
  scope,
  priority: 0,
  valid_from: openEnd,
  valid_until: openEnd,
  rule_id: '',
  seq: null,
  recorded_at: null,
  superseded_at: openEnd,
  body: null,
})
