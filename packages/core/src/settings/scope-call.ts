import type { ScopeOptions, Setting } from '../contracts/settings.ts'
import { encodeKey } from '../door/key.ts'
import { checkOptions } from '../door/options.ts'
import { checkSignal } from '../door/signal.ts'

const mostScopes = 16

/** What is set: a value, and what was said of it. */
export interface StoredSetting {
  readonly value: unknown
  readonly description?: string
}

export interface ScopeCall {
  readonly action: string
  readonly signal: AbortSignal | undefined
  /** The most specific first. */
  readonly scopes: readonly string[]
}

export const scopeCall = (
  action: string,
  options: ScopeOptions | undefined,
  known: readonly string[] = [],
): ScopeCall => {
  checkOptions(options, ['scopes', 'signal', ...known], action)
  const scopes: unknown = options?.scopes ?? []
  if (!Array.isArray(scopes)) throw new TypeError(`Cannot ${action}: scopes must be a list`)
  if (scopes.length > mostScopes) throw new RangeError(`Cannot ${action}: give at most ${mostScopes} scopes`)
  return {
    action,
    signal: checkSignal(options?.signal, action),
    scopes: [...new Set(scopes.map((scope) => checkScope(scope, action)))],
  }
}

export const checkScope = (scope: unknown, action: string): string => {
  if (typeof scope !== 'string') throw new TypeError(`Cannot ${action}: a scope must be a string`)
  if (scope === '')
    throw new RangeError(`Cannot ${action}: a scope must not be empty; leave it out for everybody`)
  encodeKey(scope, action)
  return scope
}

export const settingOf = <V>(setting: Setting<V> | string, action: string): Setting<V> => {
  const given: unknown = setting
  const key = typeof given === 'string' ? given : (given as Partial<Setting<V>> | null)?.key
  if (typeof key !== 'string')
    throw new TypeError(`Cannot ${action}: give a key, or a setting made by defineSetting()`)
  encodeKey(key, action)
  return typeof setting === 'string' ? { key } : setting
}

/** What is set for a scope; for everybody it has none. */
export const entryKey = (key: string, scope: string | undefined): readonly [string, ...string[]] =>
  scope === undefined ? [key, ''] : [key, scope]
