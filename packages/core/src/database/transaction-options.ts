import type { Capabilities } from '../contracts/capabilities.ts'
import type { Isolation, TransactionOptions } from '../contracts/session.ts'
import { checkLimit, checkMilliseconds } from '../door/duration.ts'
import { checkOptions } from '../door/options.ts'
import { HoldfastError } from '../errors.ts'
import { defaultAcquireTimeout } from './connections.ts'

/** The options with every default filled in. */
export interface TransactionMode {
  readonly isolation: Isolation
  readonly readOnly: boolean
  readonly retries: number
  readonly timeout: number
  readonly acquireTimeout: number
  readonly signal: AbortSignal | undefined
}

const known = ['isolation', 'readOnly', 'retries', 'timeout', 'acquireTimeout', 'signal'] as const
const levels: readonly Isolation[] = ['read-committed', 'snapshot', 'serializable']

export const transactionMode = (
  options: TransactionOptions | undefined,
  capabilities: Capabilities,
): TransactionMode => {
  const action = 'begin a transaction'
  checkOptions(options, known, action)
  const { isolation = 'snapshot', readOnly = false, retries = 10, timeout = 30_000, signal } = options ?? {}
  if (!levels.includes(isolation))
    throw new TypeError(`Cannot ${action}: isolation must be one of ${levels.join(', ')}`)
  if (isolation === 'serializable' && !capabilities.serializable) {
    throw new HoldfastError(
      'unsupported',
      `Cannot ${action}: this backend does not offer isolation "serializable"`,
    )
  }
  return {
    isolation,
    readOnly,
    retries: retries === 0 ? 0 : checkLimit(retries, `${action} with retries`, 1_000),
    timeout: checkMilliseconds(timeout, `${action} with timeout`),
    acquireTimeout: checkMilliseconds(
      options?.acquireTimeout ?? defaultAcquireTimeout,
      `${action} with acquireTimeout`,
    ),
    signal,
  }
}

/** A nested transaction runs inside the outer one, so it cannot ask for more than that has. */
export const checkNestedOptions = (options: TransactionOptions | undefined, outer: TransactionMode): void => {
  const action = 'begin a nested transaction'
  checkOptions(options, known, action)
  if (options === undefined) return
  if (options.timeout !== undefined) checkMilliseconds(options.timeout, `${action} with timeout`)
  if (
    options.isolation !== undefined &&
    levels.indexOf(options.isolation) > levels.indexOf(outer.isolation)
  ) {
    throw new TypeError(
      `Cannot ${action}: isolation "${options.isolation}" must be asked for on the outermost transaction`,
    )
  }
  if (options.readOnly === true && !outer.readOnly) {
    throw new TypeError(`Cannot ${action}: readOnly must be asked for on the outermost transaction`)
  }
}
