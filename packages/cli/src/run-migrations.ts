import {
  hasCode,
  HoldfastError,
  type MigrationProgress,
  type MigrationReport,
  type RunOptions,
} from '@holdfast/core'
import { exitCode, type ExitCode } from './exit-code.ts'
import { exitCodeOf } from './exit-code-of.ts'
import type { RunFlags } from './flags/run-flags.ts'
import { onInterrupt } from './interrupt.ts'
import { progressOn } from './output/progress.ts'
import { reportText } from './output/report-text.ts'
import type { Tools } from './run-command.ts'

/** Runs what works on the database for long: shows how far it is, and stops at Ctrl-C. */
export const runLong = async (
  tools: Tools,
  { whenLocked, lockTimeout, timeout }: RunFlags,
  body: (options: RunOptions) => Promise<ExitCode>,
  tellFailure: (error: unknown) => void = () => undefined,
): Promise<ExitCode> => {
  const progress = progressOn(tools.outside)
  const interrupt = onInterrupt(tools, progress)
  const given = { whenLocked, lockTimeout, timeout }
  try {
    return await body({
      ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
      signal: interrupt.signal,
      onProgress: (told: MigrationProgress) => {
        if (interrupt.end === undefined) progress.show(told)
        if (told.done === told.total) progress.end()
      },
    })
  } catch (error) {
    progress.end()
    tellFailure(error)
    tools.output.failure(error)
    return interrupt.end !== undefined && hasCode(error, 'cancelled') ? interrupt.end : exitCodeOf(error)
  } finally {
    progress.end()
    interrupt.release()
  }
}

/** Runs what changes the database, and tells the outcome whole, also of a run that failed. `done` is the verb of what was done. */
export const runMigrations = (
  tools: Tools,
  flags: RunFlags,
  done: string,
  body: (options: RunOptions) => Promise<MigrationReport>,
): Promise<ExitCode> => {
  const tell = (report: MigrationReport): void =>
    tools.output.answer(report, (paint) => reportText(report, done, paint))
  return runLong(
    tools,
    flags,
    async (options) => {
      tell(await body(options))
      return exitCode.done
    },
    (error) => {
      const report = reportOf(error)
      if (report !== undefined) tell(report)
    },
  )
}

/** What was done before it failed, where the error tells. */
const reportOf = (error: unknown): MigrationReport | undefined => {
  if (!(error instanceof HoldfastError)) return undefined
  const { report } = error
  return typeof report === 'object' && report !== null && 'notRun' in report
    ? (report as MigrationReport)
    : undefined
}
