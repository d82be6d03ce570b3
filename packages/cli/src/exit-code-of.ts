import { HoldfastError } from '@holdfast/core'
import { exitCode, type ExitCode } from './exit-code.ts'
import { Misuse } from './misuse.ts'

/** Which codes mean that the same command may work in a moment. */
const passing: ReadonlySet<string> = new Set(['busy', 'in-use', 'lock-timeout'])

/** How a command that threw has ended. */
export const exitCodeOf = (error: unknown): ExitCode => {
  if (error instanceof Misuse) return exitCode.misuse
  if (!(error instanceof HoldfastError)) return exitCode.failed
  if (isHistory(error)) return exitCode.history
  return passing.has(error.code) ? exitCode.busy : exitCode.failed
}

const isHistory = ({ code, report }: HoldfastError): boolean =>
  code === 'migration' && typeof report === 'object' && report !== null && 'problems' in report
