import { setTimeout as sleep } from 'node:timers/promises'
import type { Entry } from '../../contracts/key-value.ts'
import { hasCode } from '../../errors.ts'

type Entries<V> = readonly (Entry<V> | undefined)[]

/** What a watch needs: the latest entries, and a way to be woken. */
export interface WatchSource<V> {
  read(): Promise<Entries<V>>
  onChange(wake: () => void): () => void
}

/** Yields the entries now and whenever they differ from what was yielded last. */
export async function* watchEntries<V>(
  source: WatchSource<V>,
  interval: number,
  signal: AbortSignal,
): AsyncGenerator<Entries<V>, void, undefined> {
  let woken = new AbortController()
  const wake = (): void => woken.abort()
  const stop = source.onChange(wake)
  signal.addEventListener('abort', wake)
  let last: string | undefined
  try {
    while (!signal.aborted) {
      const entries = await source.read()
      const state = JSON.stringify(
        entries.map((entry) => (entry === undefined ? null : [entry.version, entry.expiresAt])),
      )
      if (state !== last) {
        last = state
        yield entries
        continue
      }
      // Waking is ordinary here: it ends the pause early.
      await sleep(interval, undefined, { signal: woken.signal, ref: false }).catch(() => undefined)
      if (woken.signal.aborted) woken = new AbortController()
    }
  } catch (error) {
    // The end of the database ends a watch; it cannot begin one.
    if (last === undefined || !hasCode(error, 'closed')) throw error
  } finally {
    stop()
    signal.removeEventListener('abort', wake)
  }
}
