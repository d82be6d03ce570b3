import type { WorkerOptions } from '../contracts/queue.ts'
import { checkLimit, checkMilliseconds, checkWhole } from '../door/duration.ts'
import { guardedListener } from '../door/listener.ts'
import { checkLeaseTtl, defaultLeaseTtl } from '../leases/lease-ttl.ts'

export const workerOptions: readonly string[] = [
  'concurrency',
  'lease',
  'interval',
  'prefetch',
  'isReady',
  'pruneEvery',
  'onError',
]

/** The options of a worker: checked, with every default filled in. */
export type WorkerSettings = Required<Omit<WorkerOptions, 'recurring'>>

const most = 10_000

/** Throws `TypeError`, `RangeError`. */
export const checkWorkerOptions = <P>(
  options: WorkerOptions<P> | undefined,
  action: string,
): WorkerSettings => {
  const { concurrency = 10, interval = 1_000, lease = defaultLeaseTtl } = options ?? {}
  const { prefetch = concurrency, pruneEvery = 60_000, isReady = always, onError = warn } = options ?? {}
  if (typeof onError !== 'function') throw new TypeError(`Cannot ${action}: onError must be a function`)
  if (typeof isReady !== 'function') throw new TypeError(`Cannot ${action}: isReady must be a function`)
  return {
    concurrency: checkLimit(concurrency, `${action} with concurrency`, most),
    lease: checkLeaseTtl(lease, action),
    interval: checkMilliseconds(interval, `${action} with interval`),
    prefetch: checkWhole(prefetch, 'prefetch', 0, most, action),
    pruneEvery: checkMilliseconds(pruneEvery, `${action} with pruneEvery`),
    isReady,
    onError: guardedListener(onError, 'onError of a worker of a queue'),
  }
}

const always = (): boolean => true

const warn = (error: unknown): void => {
  process.emitWarning(`A worker of a queue goes on after: ${String(error)}`, 'HoldfastWarning')
}
