import type { Entry, Key, KeyValue, OperationOptions, Version } from '../contracts/key-value.ts'
import type { Json } from '../contracts/json.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import type { Explained, ScopeOptions, SetSettingOptions, Setting, Settings } from '../contracts/settings.ts'
import { encodeJson } from '../door/json.ts'
import { encodeKey } from '../door/key.ts'
import { checkOptions } from '../door/options.ts'
import { applySchema } from '../door/schema.ts'
import { checkSignal } from '../door/signal.ts'
import { HoldfastError } from '../errors.ts'
import { compareBytes } from '../door/byte-order.ts'
import { checkMilliseconds } from '../door/duration.ts'
import { explained, type Found } from './explained.ts'
import { follow } from './follow.ts'
import {
  checkScope,
  entryKey,
  scopeCall,
  settingOf,
  type ScopeCall,
  type StoredSetting,
} from './scope-call.ts'

/** Settings as entries of a key-value store, whose keys are the setting and the scope. */
export class SettingsOverEntries implements Settings {
  readonly #entries: KeyValue<StoredSetting>
  readonly #store: string
  readonly #isTransaction: boolean

  constructor(entries: KeyValue<StoredSetting>, name: string, isTransaction: boolean) {
    this.#entries = entries
    this.#store = `settings(${JSON.stringify(name)})`
    this.#isTransaction = isTransaction
  }

  get<V>(setting: Setting<V> & { readonly default: V }, options?: ScopeOptions): Promise<V>
  get<V = Json>(setting: Setting<V> | string, options?: ScopeOptions): Promise<V | undefined>
  async get<V>(setting: Setting<V> | string, options?: ScopeOptions): Promise<V | undefined> {
    return (await this.explain<V>(setting, options)).value
  }

  async explain<V = Json>(setting: Setting<V> | string, options?: ScopeOptions): Promise<Explained<V>> {
    const call = scopeCall(`get a setting of ${this.#store}`, options)
    const definition = settingOf(setting, call.action)
    const entries = await this.#entries.entries(this.#keys(definition, call), withSignal(call))
    return explained(definition, this.#found(entries, call), call.action)
  }

  async set<V = Json>(setting: Setting<V> | string, value: V, options?: SetSettingOptions): Promise<Version> {
    const action = `set a setting of ${this.#store}`
    checkOptions(options, ['scope', 'description', 'ifVersion', 'signal'], action)
    const definition = settingOf(setting, action)
    const { scope, description = definition.description, ifVersion } = options ?? {}
    if (description !== undefined && typeof description !== 'string')
      throw new TypeError(`Cannot ${action}: the description must be a string`)
    if (ifVersion !== undefined && ifVersion !== null && typeof ifVersion !== 'string')
      throw new TypeError(`Cannot ${action}: ifVersion must be a version that explain() gave, or null`)
    const key = checkedKey(
      definition.key,
      scope === undefined ? undefined : checkScope(scope, action),
      action,
    )
    const call = withSignal({ signal: checkSignal(options?.signal, action) })
    const checked: unknown =
      definition.schema === undefined ? value : await applySchema(definition.schema, value, action)
    // What cannot be kept is named by its place in the value, and not in the entry around it.
    encodeJson(checked, Number.POSITIVE_INFINITY, action)
    const stored = { value: checked, ...(description === undefined ? {} : { description }) }
    const written = await this.#entries.set(key, stored, {
      ...call,
      ...(ifVersion === undefined ? {} : ifVersion === null ? { ifAbsent: true as const } : { ifVersion }),
    })
    if (written.ok) return written.version
    throw new HoldfastError(
      'conflict',
      `Cannot ${action}: somebody else changed it meanwhile; read it again with explain()`,
    )
  }

  async unset(
    setting: Setting<unknown> | string,
    options?: OperationOptions & { readonly scope?: string },
  ): Promise<boolean> {
    const action = `take back a setting of ${this.#store}`
    checkOptions(options, ['scope', 'signal'], action)
    const { key } = settingOf(setting, action)
    const scope = options?.scope === undefined ? undefined : checkScope(options.scope, action)
    return this.#entries.delete(
      checkedKey(key, scope, action),
      withSignal({ signal: checkSignal(options?.signal, action) }),
    )
  }

  async list(
    options?: ScopeOptions & { readonly settings?: readonly Setting<unknown>[] },
  ): Promise<Explained<Json>[]> {
    const call = scopeCall(`list the settings of ${this.#store}`, options, ['settings'])
    const given: unknown = options?.settings ?? []
    if (!Array.isArray(given))
      throw new TypeError(`Cannot ${call.action}: settings must be a list of definitions`)
    const definitions = new Map(
      given.map((one: Setting<unknown>) => settingOf(one, call.action)).map((one) => [one.key, one]),
    )
    const wanted = [...call.scopes, '']
    const found = new Map<string, Map<string, Entry<StoredSetting>>>()
    for await (const entry of this.#entries.list()) {
      const [key, scope] = entry.key as readonly [string, string]
      if (!wanted.includes(scope)) continue
      const ofKey = found.get(key) ?? new Map<string, Entry<StoredSetting>>()
      found.set(key, ofKey.set(scope, entry))
    }
    const keys = [...new Set([...found.keys(), ...definitions.keys()])].sort(compareBytes)
    return Promise.all(
      keys.map((key) => {
        const entries = wanted.map((scope) => found.get(key)?.get(scope))
        const definition = (definitions.get(key) ?? { key }) as Setting<Json>
        return explained(definition, this.#found(entries, call), call.action)
      }),
    )
  }

  onChange<V = Json>(
    setting: Setting<V> | string,
    listener: (value: V | undefined) => MaybePromise<void>,
    options?: ScopeOptions & { readonly interval?: number; readonly onError?: (error: unknown) => void },
  ): () => void {
    const call = scopeCall(`listen to a setting of ${this.#store}`, options, ['interval', 'onError'])
    const definition = settingOf(setting, call.action)
    if (typeof listener !== 'function')
      throw new TypeError(`Cannot ${call.action}: the listener must be a function`)
    if (this.#isTransaction)
      throw new TypeError(
        `Cannot ${call.action} inside a transaction: it sees no changes by others; listen on the database`,
      )
    const onError: unknown = options?.onError
    if (onError !== undefined && typeof onError !== 'function')
      throw new TypeError(`Cannot ${call.action}: onError must be a function`)
    const interval = checkMilliseconds(options?.interval ?? 1_000, `${call.action} with interval`)
    const stop = new AbortController()
    const signal = call.signal === undefined ? stop.signal : AbortSignal.any([stop.signal, call.signal])
    const states = this.#entries.watch(this.#keys(definition, call), { signal, interval })
    const values = (entries: readonly (Entry<StoredSetting> | undefined)[]): Promise<V | undefined> =>
      explained(definition, this.#found(entries, call), call.action).then(({ value }) => value)
    follow(states, values, listener, { signal, onError: options?.onError })
    return () => stop.abort()
  }

  #keys({ key }: Setting<unknown>, { scopes, action }: ScopeCall): readonly Key[] {
    return [...scopes, undefined].map((scope) => checkedKey(key, scope, action))
  }

  #found(entries: readonly (Entry<StoredSetting> | undefined)[], { scopes }: ScopeCall): readonly Found[] {
    return entries.map((entry, index) => ({ scope: scopes[index], entry }))
  }
}

/** Together they may be longer than a key. */
const checkedKey = (key: string, scope: string | undefined, action: string): Key => {
  const made = entryKey(key, scope)
  encodeKey(made, action)
  return made
}

const withSignal = ({ signal }: { readonly signal: AbortSignal | undefined }): OperationOptions =>
  signal === undefined ? {} : { signal }
