import { refuse } from '../source/refuse.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { nameOf, type Run } from './run.ts'

/** How often a migration may fail as it is, before it is not even tried. */
const usual = 10

/** A host that starts again and again must not do the same failing work for ever. Throws `migration`, with what helps. */
export const requirePatience = async (
  { workshop, ledger, limits }: Run,
  next: LoadedMigration | undefined,
  attempts: number = usual,
): Promise<void> => {
  if (next === undefined) return
  const failed = await workshop.read((session) => ledger.failures(session, next), limits)
  if (failed < attempts) return
  throw refuse(
    `apply ${nameOf(next)}`,
    `it has failed ${failed} times as it is; diagnose() (holdfast doctor) tells where; mend the file or the data, or allow more with attempts: ${failed + 1} (--attempts ${failed + 1})`,
  )
}
