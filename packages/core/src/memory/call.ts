import type { OperationOptions } from '../contracts/key-value.ts'
import { checkOptions } from '../door/options.ts'
import type { Call } from './scope.ts'

export function checkSignal(signal: unknown, action: string): AbortSignal | undefined {
  if (signal === undefined || signal instanceof AbortSignal) return signal
  throw new TypeError(`Cannot ${action}: the signal must be an AbortSignal`)
}

/** The call with its checked options; `known` are those beside `signal`. */
export function callWith(
  action: string,
  options: OperationOptions | undefined,
  known: readonly string[] = [],
): Call {
  checkOptions(options, [...known, 'signal'], action)
  return { action, signal: checkSignal(options?.signal, action) }
}
