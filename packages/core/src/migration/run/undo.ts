import type { DoneMigration } from '../../contracts/migration-report.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { refuse } from '../source/refuse.ts'
import { scriptUnits } from '../units/script-units.ts'
import { noting } from './failed-step.ts'
import { inTransaction, nameOf, type Run } from './run.ts'

/** Undoes what was applied above `to`, newest first, each in a transaction with the end of its entry. */
export const undo = async (
  run: Run,
  source: readonly LoadedMigration[],
  to: number,
): Promise<readonly DoneMigration[]> => {
  const applied = (await run.workshop.read((session) => run.ledger.read(session), run.limits)) ?? []
  const wanted = applied.filter(({ version }) => version > to).reverse()
  const scripts = wanted.map(({ version, name }) => {
    const migration = source.find((one) => one.version === version)
    if (migration?.down === undefined)
      throw refuse(
        `undo ${migration === undefined ? `${version} "${name}"` : nameOf(migration)}`,
        'it has no down; write one beside it, or restore a backup',
      )
    return { migration, script: migration.down }
  })
  const undone: DoneMigration[] = []
  for (const { migration, script } of scripts) {
    const start = performance.now()
    const { version, name } = migration
    const { units } = scriptUnits(migration, script, run.context)
    await inTransaction(
      run,
      async (work) => {
        for (const unit of units) {
          if (unit.form !== 'together')
            throw refuse(`undo ${nameOf(migration)}`, `"${unit.title}" cannot be in a transaction`)
          await noting(unit, () => unit.run(work))
        }
        await run.ledger.forget(work.tx, version)
        await run.ledger.tell(work.tx, version, 'rolled-back', { checksum: migration.checksum })
      },
      { rebuilds: units.some((unit) => unit.form === 'together' && unit.rebuilds === true) },
    )
    undone.push({ version, name, duration: Math.round(performance.now() - start) })
  }
  return undone
}
