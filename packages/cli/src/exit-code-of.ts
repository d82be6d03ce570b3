import { HoldfastError } from '@holdfast/core'
import { exitCode, type ExitCode } from './exit-code.ts'
import { Misuse } from './misuse.ts'

/** Which codes mean that the same command may work in a moment. */
const passing: ReadonlySet<string> = new Set(['busy', 'in-use', 'lock-timeout'])

/** How a command that threw has ended. */
export const exitCodeOf = (error: unknown): ExitCode => {
  if (error instanceof Misuse || isRefusedCall(error)) return exitCode.misuse
  if (!(error instanceof HoldfastError)) return exitCode.failed
  if (tellsOf(error, 'problems') || tellsOf(error, 'drift')) return exitCode.history
  if (tellsOf(error, 'findings') || tellsOf(failureIn(error), 'findings')) return exitCode.hazards
  return passing.has(error.code) ? exitCode.busy : exitCode.failed
}

/** What Holdfast says of a call that can never be right: "Cannot <action>: <reason>". An error of Node.js itself names no action. */
const isRefusedCall = (error: unknown): boolean =>
  (error instanceof TypeError || error instanceof RangeError) && /^Cannot [^:]+: /.test(error.message)

/** Whether the report of an error has this part. */
const tellsOf = (error: unknown, part: string): boolean =>
  error instanceof HoldfastError &&
  error.code === 'migration' &&
  typeof error.report === 'object' &&
  error.report !== null &&
  part in error.report

/** Why the migration failed that a run ended with. */
const failureIn = ({ report }: HoldfastError): unknown =>
  (report as { readonly failed?: { readonly error?: unknown } } | undefined)?.failed?.error
