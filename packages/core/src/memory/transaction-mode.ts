import type { Isolation, TransactionOptions } from '../contracts/session.ts'
import { checkLimit, checkMilliseconds } from '../door/duration.ts'
import { checkOptions } from '../door/options.ts'
import { checkSignal } from '../door/signal.ts'

/** The options with every default filled in. */
export interface TransactionMode {
  readonly isolation: Isolation
  readonly readOnly: boolean
  readonly retries: number
  /** Milliseconds; a nested transaction has the time of the outer one unless it names its own. */
  readonly timeout: number | undefined
  readonly acquireTimeout: number
  readonly signal: AbortSignal | undefined
}

const known = ['isolation', 'readOnly', 'retries', 'timeout', 'acquireTimeout', 'signal']
const levels: readonly Isolation[] = ['read-committed', 'snapshot', 'serializable']

export function transactionMode(options: TransactionOptions | undefined): TransactionMode {
  const mode = modeOf(options, { isolation: 'snapshot', readOnly: false }, 'begin a transaction')
  return { ...mode, timeout: mode.timeout ?? 30_000 }
}

/** A nested transaction runs inside the outer one, so it cannot ask for more than that has. */
export function nestedMode(options: TransactionOptions | undefined, outer: TransactionMode): TransactionMode {
  const action = 'begin a nested transaction'
  const mode = modeOf(options, outer, action)
  if (levels.indexOf(mode.isolation) > levels.indexOf(outer.isolation)) {
    throw new TypeError(
      `Cannot ${action}: isolation "${mode.isolation}" must be asked for on the outermost transaction`,
    )
  }
  if (mode.readOnly && !outer.readOnly) {
    throw new TypeError(`Cannot ${action}: readOnly must be asked for on the outermost transaction`)
  }
  return { ...mode, readOnly: outer.readOnly }
}

function modeOf(
  options: TransactionOptions = {},
  { isolation, readOnly }: Pick<TransactionMode, 'isolation' | 'readOnly'>,
  action: string,
): TransactionMode {
  checkOptions(options, known, action)
  const asked = options.isolation ?? isolation
  if (!levels.includes(asked))
    throw new TypeError(`Cannot ${action}: isolation must be one of ${levels.join(', ')}`)
  if (options.readOnly !== undefined && typeof options.readOnly !== 'boolean') {
    throw new TypeError(`Cannot ${action}: readOnly must be a boolean`)
  }
  const { retries = 10, acquireTimeout = 10_000, timeout } = options
  return {
    isolation: asked,
    readOnly: options.readOnly ?? readOnly,
    retries: retries === 0 ? 0 : checkLimit(retries, `${action} with retries`, 1_000),
    acquireTimeout: checkMilliseconds(acquireTimeout, `${action} with acquireTimeout`),
    timeout: timeout === undefined ? undefined : checkMilliseconds(timeout, `${action} with timeout`),
    signal: checkSignal(options.signal, action),
  }
}
