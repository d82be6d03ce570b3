import { hasCode } from '../../errors.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { FailedStep } from './failed-step.ts'

/** Runs what undoes a migration: what goes wrong then stands in the file that undoes it, and not in the one that was applied. */
export const undoing = async <R>({ down }: LoadedMigration, body: () => Promise<R>): Promise<R> => {
  try {
    return await body()
  } catch (error) {
    if (hasCode(error, 'conflict')) throw error
    const file = down?.kind === 'sql' ? down.file : undefined
    const at = error instanceof FailedStep ? error : new FailedStep({ title: 'undo it' }, error)
    throw new FailedStep(at, at.cause, file === undefined ? {} : { file })
  }
}
