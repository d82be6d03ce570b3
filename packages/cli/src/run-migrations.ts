import { hasCode, HoldfastError, type MigrationReport, type RunOptions } from '@holdfast/core'
import { exitCode, type ExitCode } from './exit-code.ts'
import { exitCodeOf } from './exit-code-of.ts'
import type { RunFlags } from './flags/run-flags.ts'
import { progressOn } from './output/progress.ts'
import { reportText } from './output/report-text.ts'
import type { Tools } from './run-command.ts'

/** Runs what changes the database, shows how far it is, stops at Ctrl-C, and tells the outcome whole. */
export const runMigrations = async (
  { outside, output }: Tools,
  { whenLocked, lockTimeout, timeout }: RunFlags,
  done: string,
  body: (options: RunOptions) => Promise<MigrationReport>,
): Promise<ExitCode> => {
  const stop = new AbortController()
  const progress = progressOn(outside)
  let interruptedBy: 'SIGINT' | 'SIGTERM' | undefined
  const release = outside.onInterrupt((signal) => {
    if (interruptedBy !== undefined) process.exit(endOf(signal))
    interruptedBy = signal
    progress.end()
    output.note(
      'Stopping at the next safe place; once more ends at once, and the next run goes on from there.',
    )
    stop.abort()
  })
  try {
    const report = await body({
      ...(whenLocked === undefined ? {} : { whenLocked }),
      ...(lockTimeout === undefined ? {} : { lockTimeout }),
      ...(timeout === undefined ? {} : { timeout }),
      signal: stop.signal,
      onProgress: (told) => {
        if (interruptedBy === undefined) progress.show(told)
      },
    })
    progress.end()
    output.answer(report, (paint) => reportText(report, done, paint))
    return exitCode.done
  } catch (error) {
    progress.end()
    const report = reportOf(error)
    if (report !== undefined) output.answer(report, (paint) => reportText(report, done, paint))
    output.failure(error)
    return interruptedBy !== undefined && hasCode(error, 'cancelled')
      ? endOf(interruptedBy)
      : exitCodeOf(error)
  } finally {
    release()
  }
}

const endOf = (signal: 'SIGINT' | 'SIGTERM'): ExitCode =>
  signal === 'SIGINT' ? exitCode.interrupted : exitCode.terminated

/** What was done before it failed, where the error tells. */
const reportOf = (error: unknown): MigrationReport | undefined => {
  if (!(error instanceof HoldfastError)) return undefined
  const { report } = error
  return typeof report === 'object' && report !== null && 'notRun' in report
    ? (report as MigrationReport)
    : undefined
}
