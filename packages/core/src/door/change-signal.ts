/** A wait that begins before the look, so that a change in between is not missed. */
export interface ChangeSignal {
  /** Resolves at a change, after the time, or when the signal aborts. */
  readonly felt: Promise<void>
  /** Lets it resolve after so many milliseconds, unless it would earlier. */
  soon(time: number): void
  /** To be called in any case. */
  cancel(): void
}

/** Listens for the next change; `listen` calls its argument at each and returns how to stop. `timeout` in milliseconds. */
export const nextChange = (
  listen: (wake: () => void) => () => void,
  timeout: number,
  signal: AbortSignal | undefined,
): ChangeSignal => {
  let resolveFelt: (() => void) | undefined
  const felt = new Promise<void>((resolve) => {
    resolveFelt = resolve
  })
  const wake = (): void => resolveFelt?.()
  const stop = listen(wake)
  signal?.addEventListener('abort', wake, { once: true })
  if (signal?.aborted === true) wake()
  const timers = [setTimeout(wake, timeout)]
  return {
    felt,
    soon: (time) => void timers.push(setTimeout(wake, Math.min(timeout, Math.max(1, time)))),
    cancel: () => {
      for (const timer of timers) clearTimeout(timer)
      signal?.removeEventListener('abort', wake)
      stop()
    },
  }
}
