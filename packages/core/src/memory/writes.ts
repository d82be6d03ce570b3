import type { Key, WriteOptions } from '../contracts/key-value.ts'
import type { MaybePromise } from '../contracts/maybe-promise.ts'
import { checkTtl } from '../door/duration.ts'
import { encodeKey } from '../door/key.ts'
import { HoldfastError } from '../errors.ts'
import { callWith } from './call.ts'
import { refuseIfGivenUp } from './given-up.ts'
import { isMet } from './condition.ts'
import type { Row } from './row.ts'
import type { Call, Steps } from './scope.ts'
import type { Store } from './store.ts'

const mostRaces = 100

type Change<V> = (current: V | undefined) => V | undefined | Promise<V | undefined>

/** The time to live that the call names, if it does. */
export const ttlOf = (options: WriteOptions | undefined, action: string): number | null | undefined =>
  options?.ttl === undefined ? undefined : checkTtl(options.ttl, action)

export async function setManyEntries<V>(
  store: Store<V>,
  entries: Iterable<readonly [Key, V]>,
  options?: WriteOptions,
): Promise<void> {
  const call = callWith(`set entries of ${store.name}`, options, ['ttl'])
  const ttl = store.ttl(ttlOf(options, call.action))
  const texts = new Map<string, MaybePromise<string>>()
  for (const entry of entries) {
    if (!Array.isArray(entry))
      throw new TypeError(`Cannot ${call.action}: an entry must be a pair of key and value`)
    const [key, value] = entry
    texts.set(encodeKey(key, call.action), hold(store.codec.encode(value, call.action)))
  }
  await store.write(call, settle([...texts]), (moment, pairs) => {
    const version = store.scope.engine.nextVersion()
    for (const [key, value] of pairs) moment.table.put(key, store.row(moment, key, { value, version, ttl }))
  })
}

export async function update<V>(
  store: Store<V>,
  key: Key,
  change: Change<V>,
  options?: WriteOptions,
): Promise<V | undefined> {
  const call = callWith(`update an entry of ${store.name}`, options, ['ttl'])
  const encoded = encodeKey(key, call.action)
  const named = ttlOf(options, call.action)
  if (typeof change !== 'function')
    throw new TypeError(`Cannot ${call.action}: the change must be a function`)
  return store.scope.operation(call, async (steps) => {
    for (let race = 0; race < mostRaces; race++) {
      refuseIfGivenUp(call.signal, call.action)
      const before = store.look(steps, ({ table, now }) => table.get(encoded, now))
      const current = await read(store, before, call)
      const next = await change(current)
      if (next === undefined) return read(store, before, call)
      const value = await store.codec.encode(next, call.action)
      const ttl = before === undefined ? store.ttl(named) : named
      if (await replace(store, steps, { key: encoded, before, value, ttl }))
        return store.codec.decode(value, call.action)
    }
    throw new HoldfastError(
      'conflict',
      `Cannot ${call.action}: it changed ${mostRaces} times in the meantime`,
      {
        retryable: true,
      },
    )
  })
}

/** Writes unless the entry is another than it was. */
function replace<V>(
  store: Store<V>,
  steps: Steps,
  {
    key,
    before,
    value,
    ttl,
  }: { key: string; before: Row | undefined; value: string; ttl: number | null | undefined },
): MaybePromise<boolean> {
  return store.change(steps, (moment) => {
    const condition = before === undefined ? 'absent' : { version: before.version }
    if (!isMet(condition, moment.table.get(key, moment.now))) return false
    const version = store.scope.engine.nextVersion()
    moment.table.put(key, store.row(moment, key, { value, version, ttl }))
    return true
  })
}

const read = <V>(store: Store<V>, row: Row | undefined, { action }: Call): MaybePromise<V | undefined> =>
  row === undefined ? undefined : store.codec.decode(row.value, action)

/** Keeps a rejection from being reported before anybody can wait for it. */
export function hold<T>(value: MaybePromise<T>): MaybePromise<T> {
  if (value instanceof Promise) value.catch(() => undefined)
  return value
}

/** The pairs, at once unless a schema checks asynchronously. */
function settle(
  pairs: (readonly [string, MaybePromise<string>])[],
): MaybePromise<(readonly [string, string])[]> {
  const ready = pairs.filter((pair): pair is readonly [string, string] => typeof pair[1] === 'string')
  if (ready.length === pairs.length) return ready
  return Promise.all(pairs.map(async ([key, text]) => [key, await text] as const))
}
