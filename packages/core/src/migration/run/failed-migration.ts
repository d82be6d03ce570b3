import type { FailedMigration } from '../../contracts/migration-report.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { FailedStep } from './failed-step.ts'

/** What failed, and where, as people are told. */
export const failedMigration = (
  { version, name, file: own }: LoadedMigration,
  thrown: unknown,
  left: FailedMigration['left'],
): FailedMigration => {
  const at = thrown instanceof FailedStep ? thrown : undefined
  const error = at === undefined ? thrown : at.cause
  const file = at?.down?.file ?? own
  return {
    version,
    name,
    ...(file === undefined ? {} : { file }),
    ...(at?.down === undefined ? {} : { direction: 'down' }),
    step: at?.title ?? 'begin',
    ...(at?.line === undefined ? {} : { line: at.line }),
    left,
    error: error instanceof Error ? error : new Error(String(error)),
  }
}
