import type { Loader } from '../contracts/cache.ts'
import type { Milliseconds } from '../contracts/environment.ts'
import { HoldfastError } from '../errors.ts'

/** Runs a loader until it is done, its time is over, or `controller` aborts; what it gives later is nobody's. */
export const runLoader = async <T>(
  loader: Loader<T>,
  controller: AbortController,
  hardTimeout: Milliseconds | undefined,
  action: string,
): Promise<T> => {
  const { signal } = controller
  let stop: () => void = () => undefined
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
  })
  signal.addEventListener('abort', stop, { once: true })
  const late = (): void =>
    controller.abort(
      new HoldfastError('timeout', `Cannot ${action}: the loader took longer than ${hardTimeout} ms`),
    )
  const timer = hardTimeout === undefined ? undefined : setTimeout(late, hardTimeout)
  try {
    signal.throwIfAborted()
    return await Promise.race([loader({ signal }), stopped])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}
