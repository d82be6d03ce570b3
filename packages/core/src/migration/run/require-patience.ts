import { refuse } from '../source/refuse.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { nameOf, type Run } from './run.ts'

/** How often a migration may fail as it is, before it is not even tried. */
const usual = 10

/**
 * A host that starts again and again must not do the same failing work for ever, whichever of them fails: in a rehearsal also a later one does, with
 * nothing applied. Throws `migration`, with what helps.
 */
export const requirePatience = async (
  { workshop, ledger, limits }: Run,
  pending: readonly LoadedMigration[],
  attempts: number = usual,
): Promise<void> => {
  if (pending.length === 0) return
  const found = await workshop.read(async (session) => {
    const atMost = await ledger.failuresAtMost(session)
    for (const migration of pending) {
      if ((atMost.get(migration.checksum) ?? 0) < attempts) continue
      const failed = await ledger.failures(session, migration)
      if (failed >= attempts) return { migration, failed }
    }
    return undefined
  }, limits)
  if (found === undefined) return
  const { migration, failed } = found
  throw refuse(
    `apply ${nameOf(migration)}`,
    `it has failed ${failed} times as it is; diagnose() (holdfast doctor) tells where; mend the file or the data, or allow more with attempts: ${failed + 1} (--attempts ${failed + 1})`,
  )
}
