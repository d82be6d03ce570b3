import { guardedListener } from '../door/listener.ts'

/** Calls `listener` with what becomes of each state, when it differs from the last, until the states end or the signal aborts. */
export const follow = <S, V>(
  states: AsyncIterable<S>,
  valueOf: (state: S) => Promise<V>,
  listener: (value: V) => unknown,
  {
    signal,
    onError,
  }: { readonly signal: AbortSignal; readonly onError: ((error: unknown) => void) | undefined },
): void => {
  // Nobody waits for it, and nothing else would show it.
  const warn = (error: unknown): void =>
    process.emitWarning(`A listener to a setting failed: ${String(error)}`, 'HoldfastWarning')
  const report = guardedListener(onError ?? warn, 'onError of a listener to a setting')
  const hear = guardedListener(listener, 'A listener to a setting', report)
  let last: string | undefined
  const tell = async (state: S): Promise<void> => {
    const value = await valueOf(state)
    const text = JSON.stringify([value])
    if (text === last || signal.aborted) return
    last = text
    hear(value)
  }
  void (async () => {
    // A value that the schema refuses is told, and the next one may be right again.
    for await (const state of states) await tell(state).catch(report)
  })().catch(report)
}
