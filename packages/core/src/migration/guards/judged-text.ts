import { nameOf } from '../run/run.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import type { JudgedText } from './judge-hazards.ts'

/** The text of a migration, with what stands around it. Empty where it is none. */
export const judgedText = (migration: LoadedMigration): JudgedText => {
  const { up, accept, isOneTransaction: transaction, isRepeatable } = migration
  return {
    text: up.kind === 'sql' ? (up.asSaved ?? up.text) : '',
    file: nameOf(migration),
    accept,
    transaction,
    isRepeatable,
    ...(up.kind === 'sql' ? { isForOne: up.isForOne } : {}),
  }
}
