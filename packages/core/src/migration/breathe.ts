import { setImmediate as turn } from 'node:timers/promises'

/** How long the event loop may be held by reading a long text, and by statements of an engine that answers at once. Milliseconds. */
const longest = 50

/** To be awaited between statements: lets timers, signals and requests of the application have their turn, and the lock be kept, when it is time. */
export const breather = (): (() => Promise<void>) => {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < longest) return
    await turn()
    since = performance.now()
  }
}
