import type { Milliseconds } from './environment.ts'
import type { Json } from './json.ts'
import type { OperationOptions, Version } from './key-value.ts'
import type { MaybePromise } from './maybe-promise.ts'
import type { StandardSchema } from './standard-schema.ts'

/** What is known of a setting in the code; made by `defineSetting`. */
export interface Setting<V> {
  readonly key: string
  /** What it is when nothing is set. */
  readonly default?: V
  readonly description?: string
  /** Checks what is set, and what is read: a value that the code no longer takes throws `invalid-value` and is never handed out. */
  readonly schema?: StandardSchema<V>
}

export interface ScopeOptions extends OperationOptions {
  /** Where to look, the most specific first, as `['user:7', 'team:3']`. What is set for everybody comes after them. At most 16. */
  readonly scopes?: readonly string[]
}

export interface SetSettingOptions extends OperationOptions {
  /** For whom. Default: for everybody. */
  readonly scope?: string
  /** Kept beside the value and shown by `list`. Default: that of the definition. */
  readonly description?: string
  /** Set it only if what is set there has still this version; null: only if nothing is. */
  readonly ifVersion?: Version | null
}

/** Where a value comes from: a scope, everybody (the empty text), or the default of the definition. */
export type Origin =
  | { readonly from: 'scope'; readonly scope: string }
  | { readonly from: 'everybody' }
  | { readonly from: 'default' }
  | { readonly from: 'nowhere' }

export interface Explained<V> {
  readonly key: string
  /** Undefined when nothing is set and there is no default. */
  readonly value: V | undefined
  readonly origin: Origin
  readonly description?: string
  /** Of what is set there. */
  readonly version?: Version
  readonly updatedAt?: Date
  /** What was looked at, in order: each scope, then everybody. */
  readonly looked: readonly { readonly scope: string | undefined; readonly isSet: boolean }[]
}

/**
 * Settings by key and scope. What is set for the most specific scope wins. A `Setting` carries type, default, description and schema; a plain key is
 * any JSON.
 */
export interface Settings {
  /** The value that counts for these scopes, else the default, else undefined. One read. Throws `invalid-value` for a stored value that the schema refuses. */
  get<V>(setting: Setting<V> & { readonly default: V }, options?: ScopeOptions): Promise<V>
  get<V = Json>(setting: Setting<V> | string, options?: ScopeOptions): Promise<V | undefined>
  /** As `get`, and why. One read. */
  explain<V = Json>(setting: Setting<V> | string, options?: ScopeOptions): Promise<Explained<V>>
  /** Sets it for a scope or for everybody; the version of what is set now. Throws `conflict` when `ifVersion` does not hold. One write. */
  set<V = Json>(setting: Setting<V> | string, value: V, options?: SetSettingOptions): Promise<Version>
  /** Takes back what is set for a scope, or for everybody. Whether something was. One write. */
  unset(
    setting: Setting<unknown> | string,
    options?: OperationOptions & { readonly scope?: string },
  ): Promise<boolean>
  /** What counts for these scopes: every key that is set, and the given definitions, in the order of their keys. Reads the whole store. */
  list(
    options?: ScopeOptions & { readonly settings?: readonly Setting<unknown>[] },
  ): Promise<Explained<Json>[]>
  /**
   * Calls `listener` with the value that counts now, and after every change of it, until the returned function is called or the signal aborts. Changes by
   * this database show at once, others at the next look (`interval`, default 1 000 ms). `onError` hears of a read that failed, after which it looks on;
   * and what a listener throws or rejects with; without it, or when it throws, that is a warning of the process. A listener that is asynchronous is not waited for. Throws `TypeError` on a transaction.
   */
  onChange<V = Json>(
    setting: Setting<V> | string,
    listener: (value: V | undefined) => MaybePromise<void>,
    options?: ScopeOptions & {
      readonly interval?: Milliseconds
      readonly onError?: (error: unknown) => void
    },
  ): () => void
}
