import { resolve } from 'node:path'
import { setTimeout as rest } from 'node:timers/promises'
import {
  hasCode,
  HoldfastError,
  type MigrationProgress,
  type MigrationReport,
  type RunOptions,
} from '@holdfast/core'
import { exitCode, type ExitCode } from './exit-code.ts'
import { exitCodeOf } from './exit-code-of.ts'
import type { GuardFlags } from './flags/guard-flags.ts'
import { given } from './given.ts'
import { onInterrupt } from './interrupt.ts'
import { progressOn } from './output/progress.ts'
import { reportText } from './output/report-text.ts'
import type { Tools } from './run-command.ts'

/** Runs what works on the database for long: shows how far it is, and stops at Ctrl-C. */
export const runLong = async (
  tools: Tools,
  { whenLocked, lockTimeout, timeout, lint, prove, attempts, pause, drift, ...flags }: GuardFlags,
  body: (options: RunOptions) => Promise<ExitCode>,
  tellFailure: (error: unknown) => void = () => undefined,
  applying?: string,
): Promise<ExitCode> => {
  const progress = progressOn(tools.outside, applying)
  const interrupt = onInterrupt(tools, progress)
  const { signal } = interrupt
  tools.output.afterProgress(() => progress.end())
  try {
    return await body({
      ...given({ whenLocked, lockTimeout, timeout, lint, prove, attempts, drift }),
      ...given({ backup: backupOf(tools, flags) }),
      // The run itself stops waiting at the signal; the timer has to end too, or the process would stay for it.
      ...(pause === undefined ? {} : { throttle: () => rest(pause, undefined, { signal }) }),
      signal,
      onProgress: (told: MigrationProgress) => {
        if (interrupt.end === undefined) progress.show(told)
        if (told.done === told.total) progress.end()
      },
    })
  } catch (error) {
    tellFailure(error)
    tools.output.failure(error)
    return interrupt.end !== undefined && hasCode(error, 'cancelled') ? interrupt.end : exitCodeOf(error)
  } finally {
    progress.end()
    interrupt.release()
  }
}

const day = 86_400_000

const backupOf = (
  { outside }: Tools,
  { backup, backupTo, keep, keepDays }: Pick<GuardFlags, 'backup' | 'backupTo' | 'keep' | 'keepDays'>,
): RunOptions['backup'] => {
  if (backupTo === undefined && keep === undefined && keepDays === undefined) return backup
  return given({
    tables: backup,
    folder: backupTo === undefined ? undefined : resolve(outside.cwd, backupTo),
    keep,
    age: keepDays === undefined ? undefined : keepDays * day,
  })
}

/** Runs what changes the database, and tells the outcome whole, also of a run that failed. `done` is the verb of what was done. */
export const runMigrations = (
  tools: Tools,
  flags: GuardFlags,
  done: 'applied' | 'undone',
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
    done === 'undone' ? 'undo' : undefined,
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
