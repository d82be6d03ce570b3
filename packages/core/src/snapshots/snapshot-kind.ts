import type { StoreCall } from '../door/store-call.ts'
import type { Period, SnapshotKind } from '../contracts/snapshots.ts'
import { encodeKey, encodePrefix, type KeyRange } from '../door/key.ts'
import { checkName } from '../door/name.ts'
import { checkSignal } from '../door/signal.ts'
import { checkPeriod } from './period.ts'

/** A call about snapshots of one kind. */
export interface KindCall extends StoreCall {
  readonly period: Period
  readonly type: string
}

export const kindOf = (kind: SnapshotKind | undefined, action: string): KindCall => ({
  action,
  signal: checkSignal(kind?.signal, action),
  period: checkPeriod(kind?.period, action),
  type: kind?.type === undefined || kind.type === '' ? '' : checkName(kind.type, 'type', action),
})

/** Labels of a kind sort as their times do, so that a series is a range of keys. */
export const keyOf = ({ period, type, action }: KindCall, label: string): string =>
  encodeKey([period, type, label], action)

/** Every snapshot of the kind. */
export const rangeOf = ({ period, type, action }: KindCall): KeyRange => encodePrefix([period, type], action)
