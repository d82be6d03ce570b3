import type { Entry, Key, WatchOptions } from '../contracts/key-value.ts'
import { checkMilliseconds } from '../door/duration.ts'
import { endable } from '../door/endable.ts'
import { encodeKey } from '../door/key.ts'
import { checkOptions } from '../door/options.ts'
import { checkSignal } from '../door/signal.ts'
import type { Row } from './row.ts'
import type { Store } from './store.ts'

type Entries<V> = readonly (Entry<V> | undefined)[]

interface Watched {
  readonly action: string
  readonly keys: readonly string[]
  readonly interval: number
  readonly signal: AbortSignal
}

/** Yields the entries now and after each change; the interval also shows what has expired. */
export function watch<V>(
  store: Store<V>,
  keys: readonly Key[],
  options: WatchOptions = {},
): AsyncIterable<Entries<V>> {
  const action = `watch ${store.name}`
  checkOptions(options, ['signal', 'interval'], action)
  if (!Array.isArray(keys)) throw new TypeError(`Cannot ${action}: the keys must be an array`)
  if (store.scope.isTransaction)
    throw new TypeError(`Cannot ${action} inside a transaction: watch on the database`)
  const watched = {
    action,
    keys: Array.from(keys, (key: unknown) => encodeKey(key, action)),
    interval: checkMilliseconds(options.interval ?? 1_000, `${action} with interval`),
  }
  return endable(checkSignal(options.signal, action), (signal) => changes(store, { ...watched, signal }))
}

async function* changes<V>(store: Store<V>, watched: Watched): AsyncGenerator<Entries<V>, void, undefined> {
  const { action, keys, interval, signal } = watched
  const { engine } = store.scope
  let last: readonly (Row | undefined)[] | undefined
  // Begun on a closed database it throws; begun before, it ends.
  const isWanted = (): boolean => (engine.isOpen || last === undefined) && !signal.aborted
  while (isWanted()) {
    // Listening begins before the look, so that a change in between is not missed.
    const beat = engine.pulse.next(interval, signal)
    try {
      const rows = await store.read({ action }, ({ table, now }) => keys.map((key) => table.get(key, now)))
      const seen = last
      // A row is replaced by every change and never changed itself.
      if (seen === undefined || rows.some((row, index) => row !== seen[index])) {
        last = rows
        yield await entriesOf(store, keys, rows, action)
      }
      await beat.felt
    } finally {
      beat.cancel()
    }
  }
}

const entriesOf = <V>(
  store: Store<V>,
  keys: readonly string[],
  rows: readonly (Row | undefined)[],
  action: string,
): Promise<Entries<V>> =>
  Promise.all(rows.map(async (row, index) => row && store.codec.entry(keys[index] ?? '', row, action)))
