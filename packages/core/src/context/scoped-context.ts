import { atomically } from '../rows/atomically.ts'
import type { StoreCall } from '../door/store-call.ts'
import type { AppendOptions, Context } from '../contracts/context.ts'
import type { Json } from '../contracts/json.ts'
import type { OperationOptions } from '../contracts/key-value.ts'
import { checkLimit } from '../door/duration.ts'
import { decodeJson, encodeJson } from '../door/json.ts'
import { encodeKey, encodePrefix } from '../door/key.ts'
import { checkOptions } from '../door/options.ts'
import { checkSignal } from '../door/signal.ts'
import { HoldfastError } from '../errors.ts'
import type { RowRange, RowStore, RowValues } from '../rows/row-store.ts'
import { mergePatch } from './merge-patch.ts'

/** A value of a scope, or with an empty member the head of the scope, which is put with every write. */
export interface ContextRow extends RowValues {
  readonly scope: string
  readonly member: string
  /** JSON. */
  readonly value: string | null
}

/** What handles of one kind of scope share. */
export interface ContextParts {
  readonly rows: RowStore<ContextRow>
  /** As `context("ticket")`. */
  readonly store: string
  readonly valueBytes: number
}

/** The values of one scope over rows by key: every write puts the head first, which lets one writer at a time go on. */
export class ScopedContext implements Context {
  readonly #parts: ContextParts
  readonly #id: string

  constructor(parts: ContextParts, id: string) {
    this.#parts = parts
    this.#id = id
  }

  async get<V = Json>(key: string, options?: OperationOptions): Promise<V | undefined> {
    const call = this.#call('get a value of', options)
    const row = await this.#parts.rows.get(this.#key(key, call.action), call)
    return valueOf(row?.values) as V | undefined
  }

  async all(options?: OperationOptions): Promise<Record<string, Json>> {
    const call = this.#call('get the values of', options)
    const rows = await this.#parts.rows.list(this.#values(call.action), {}, call)
    return Object.fromEntries(rows.map(({ values }) => [values.member, valueOf(values) as Json]))
  }

  async set(key: string, value: Json, options?: OperationOptions): Promise<void> {
    const call = this.#call('set a value of', options)
    const text = this.#encode(value, call.action)
    await this.#change(key, call, (rows, row) => rows.put(row.key, row.with(text), call))
  }

  async merge(key: string, patch: Json, options?: OperationOptions): Promise<Json> {
    const call = this.#call('merge into a value of', options)
    // Checked before anything is asked of the engine, and as it is now.
    const checked = decodeJson(this.#encode(patch, call.action)) as Json
    return this.#change(key, call, async (rows, row) => {
      const merged = mergePatch(valueOf((await rows.get(row.key, call))?.values), checked)
      await rows.put(row.key, row.with(this.#encode(merged, call.action)), call)
      return merged
    })
  }

  async append(key: string, elements: readonly Json[], options?: AppendOptions): Promise<number> {
    const call = this.#call('append to a value of', options, ['keep'])
    if (!Array.isArray(elements)) throw new TypeError(`Cannot ${call.action}: give a list of elements`)
    const added = decodeJson(this.#encode(elements, call.action)) as readonly Json[]
    const keep =
      options?.keep === undefined
        ? undefined
        : checkLimit(options.keep, `${call.action} with keep`, 1_000_000)
    return this.#change(key, call, async (rows, row) => {
      const before = valueOf((await rows.get(row.key, call))?.values) ?? []
      if (!Array.isArray(before))
        throw new HoldfastError('invalid-value', `Cannot ${call.action}: the value is no list`)
      const all = [...(before as readonly Json[]), ...added]
      const kept = keep === undefined ? all : all.slice(-keep)
      await rows.put(row.key, row.with(this.#encode(kept, call.action)), call)
      return kept.length
    })
  }

  async delete(key: string, options?: OperationOptions): Promise<boolean> {
    const call = this.#call('delete a value of', options)
    return this.#change(key, call, (rows, row) => rows.remove(row.key, call))
  }

  async touch(options?: OperationOptions): Promise<void> {
    const call = this.#call('touch', options)
    const { key, values } = this.#head(call.action)
    await this.#parts.rows.put(key, values, call)
  }

  async end(options?: OperationOptions): Promise<boolean> {
    const call = this.#call('end', options)
    const { key } = this.#head(call.action)
    // The head goes first: who waits for it finds an ended scope, and begins a new one.
    return this.#parts.rows.together(call, async (rows) => {
      const wasThere = await rows.remove(key, call)
      const removed = await rows.removeRange(this.#values(call.action), call)
      return wasThere || removed > 0
    })
  }

  #change<T>(
    member: string,
    call: StoreCall,
    body: (
      rows: RowStore<ContextRow>,
      row: { readonly key: string; with(value: string): ContextRow },
    ) => Promise<T>,
  ): Promise<T> {
    const key = this.#key(member, call.action)
    const row = { key, with: (value: string): ContextRow => ({ scope: this.#id, member, value }) }
    return atomically(this.#parts.rows, this.#head(call.action), call, (rows) => body(rows, row))
  }

  #head(action: string): { readonly key: string; readonly values: ContextRow } {
    return {
      key: encodeKey(this.#id, action),
      values: { scope: this.#id, member: '', value: null },
    }
  }

  #values(action: string): RowRange {
    return { ...encodePrefix([this.#id], action), isShort: true }
  }

  #key(member: unknown, action: string): string {
    if (typeof member !== 'string') throw new TypeError(`Cannot ${action}: the key must be a string`)
    if (member === '') throw new RangeError(`Cannot ${action}: the key must not be empty`)
    return encodeKey([this.#id, member], action)
  }

  #encode(value: unknown, action: string): string {
    return encodeJson(value, this.#parts.valueBytes, action)
  }

  #call(what: string, options: OperationOptions | undefined, known: readonly string[] = []): StoreCall {
    const action = `${what} a scope of ${this.#parts.store}`
    checkOptions(options, [...known, 'signal'], action)
    return { action, signal: checkSignal(options?.signal, action) }
  }
}

const valueOf = (row: ContextRow | undefined): Json | undefined =>
  row === undefined || row.value === null ? undefined : (decodeJson(row.value) as Json)
