import type { StoreCall } from '../door/store-call.ts'
import type { RulePlace, RuleType } from '../contracts/rules.ts'
import { encodeKey } from '../door/key.ts'
import { checkName } from '../door/name.ts'
import { checkOptions } from '../door/options.ts'
import { checkSignal } from '../door/signal.ts'
import { checkScope } from '../settings/scope-call.ts'
import { checkRecordKey, type RuleScope } from './rule-keys.ts'

/** A call about rules of one type. */
export interface TypeCall extends StoreCall {
  readonly type: string
}

/** A call about the rules of one place. */
export interface PlaceCall extends StoreCall, RuleScope {
  readonly priority: number
}

const mostPriority = 1_000_000

export const typeCall = (
  action: string,
  options: RuleType | undefined,
  known: readonly string[] = [],
): TypeCall => {
  checkOptions(options, ['type', 'signal', ...known], action)
  const type = options?.type
  return {
    action,
    signal: checkSignal(options?.signal, action),
    type: type === undefined || type === '' ? '' : checkName(type, 'type', action),
  }
}

export const placeCall = (
  action: string,
  key: string,
  options: RulePlace,
  known: readonly string[],
): PlaceCall => {
  const call = typeCall(action, options, ['scope', 'priority', ...known])
  const place = {
    ...call,
    key: checkRuleKey(key, action),
    scope: scopeOf(options.scope, action),
    priority: checkPriority(options.priority ?? 0, action),
  }
  checkRecordKey(place, action)
  return place
}

export const checkRuleKey = (key: unknown, action: string): string => {
  if (typeof key !== 'string') throw new TypeError(`Cannot ${action}: the key must be a string`)
  encodeKey(key, action)
  return key
}

export const scopeOf = (scope: string | undefined, action: string): string =>
  scope === undefined ? '' : checkScope(scope, action)

const checkPriority = (priority: unknown, action: string): number => {
  if (typeof priority !== 'number') throw new TypeError(`Cannot ${action}: the priority must be a number`)
  if (!Number.isInteger(priority) || Math.abs(priority) > mostPriority)
    throw new RangeError(
      `Cannot ${action}: the priority must be a whole number from -${mostPriority} to ${mostPriority}`,
    )
  // There is one zero.
  return priority + 0
}
