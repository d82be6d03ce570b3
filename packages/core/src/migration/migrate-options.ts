import type { MigrationSource } from '../contracts/migration.ts'
import type { MigrationReport } from '../contracts/migration-report.ts'
import type { MigrateOptions, RunOptions } from '../contracts/migrations.ts'
import { checkOptions } from '../door/options.ts'
import type { HoldfastError } from '../errors.ts'
import { sourceOptions } from './source/check-source.ts'
import { runOptions } from './run-options.ts'

/** What a start asks for, taken apart. Throws `TypeError`. */
export const migrateOptions = (
  options: MigrateOptions,
): {
  readonly source: MigrationSource
  readonly run: RunOptions
  readonly onFailure: 'throw' | 'continue-readonly'
} => {
  const action = 'migrate'
  checkOptions(options, [...sourceOptions, ...runOptions, 'onFailure'], action)
  const { onFailure = 'throw', ...rest } = options ?? {}
  if (onFailure !== 'throw' && onFailure !== 'continue-readonly')
    throw new TypeError(`Cannot ${action}: onFailure must be "throw" or "continue-readonly"`)
  const given = Object.entries(rest).filter(([, value]) => value !== undefined)
  const isSource = ([name]: readonly [string, unknown]): boolean => sourceOptions.some((one) => one === name)
  return {
    source: Object.fromEntries(given.filter(isSource)),
    run: Object.fromEntries(given.filter((entry) => !isSource(entry))),
    onFailure,
  }
}

/** What a failure told, for a caller who goes on. A history that cannot be right has nothing applied, and says what is wrong with it. */
export const failedReport = (error: HoldfastError): MigrationReport => {
  const told = error.report as Partial<MigrationReport> | undefined
  if (told?.outcome === 'failed') return { ...(told as MigrationReport), error }
  const { problems } = told ?? {}
  return {
    outcome: 'failed',
    applied: [],
    ...(problems === undefined ? {} : { problems }),
    error,
    notRun: [],
    duration: 0,
  }
}
