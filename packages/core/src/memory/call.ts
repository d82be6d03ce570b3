import type { OperationOptions } from '../contracts/key-value.ts'
import { checkOptions } from '../door/options.ts'
import { checkSignal } from '../door/signal.ts'
import type { Call } from './scope.ts'

/** The call with its checked options; `known` are those beside `signal`. */
export function callWith(
  action: string,
  options: OperationOptions | undefined,
  known: readonly string[] = [],
): Call {
  checkOptions(options, [...known, 'signal'], action)
  return { action, signal: checkSignal(options?.signal, action) }
}
