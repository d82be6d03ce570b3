import type { FailedMigration } from '../../contracts/migration-report.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { FailedStep } from './failed-step.ts'

/** What failed, and where, as people are told. */
export const failedMigration = (
  { version, name, file }: LoadedMigration,
  thrown: unknown,
  left: FailedMigration['left'],
): FailedMigration => {
  const at = thrown instanceof FailedStep ? thrown : undefined
  const error = at === undefined ? thrown : at.cause
  return {
    version,
    name,
    ...(file === undefined ? {} : { file }),
    step: at?.title ?? 'begin',
    ...(at?.line === undefined ? {} : { line: at.line }),
    left,
    error: error instanceof Error ? error : new Error(String(error)),
  }
}
