import type { Rehearsal, RehearsedMigration } from '../../contracts/rehearsal.ts'
import { guarded } from '../guards/guard.ts'
import { hazardsOf, type JudgedText } from '../guards/judge-hazards.ts'
import { requireTrue } from '../run/assertions.ts'
import { isRebuild, runTogether } from '../run/finish.ts'
import { failedMigration } from '../run/failed-migration.ts'
import { noting } from '../run/failed-step.ts'
import { undoRebuilds, undoWithin } from '../run/undo.ts'
import { inTransaction, nameOf, type Run } from '../run/run.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { scriptUnits } from '../units/script-units.ts'
import type { Together } from '../units/unit.ts'
import type { Work } from '../workshop.ts'
import { countRows, rowChanges } from './row-counts.ts'
import { schemaChanges } from './schema-changes.ts'
import { proveDown, requireRestored, type State } from './prove-down.ts'
import type { Telling } from './telling.ts'
import { tryUnit } from './try-unit.ts'

/** Carries what was found out of a transaction that must not be committed. */
class RolledBack extends Error {
  readonly found: Omit<Rehearsal, 'where' | 'duration'>

  constructor(found: Omit<Rehearsal, 'where' | 'duration'>) {
    super('rehearsed')
    this.found = found
  }
}

/** Whether a migration makes tables anew, which no reference may act on. */
export const rebuildsAny = ({ context }: Run, migration: LoadedMigration): boolean =>
  scriptUnits(migration, migration.up, context).units.some(
    (unit) => unit.form === 'together' && isRebuild(unit),
  )

/** Does everything in one transaction and rolls it back. */
export const rehearse = async (
  run: Run,
  pending: readonly LoadedMigration[],
  where: Rehearsal['where'],
  telling: Telling = 'effects',
): Promise<Rehearsal> => {
  const start = performance.now()
  try {
    await inTransaction(
      run,
      async (work) => {
        throw new RolledBack(await tryAll(run, work, pending, telling))
      },
      {
        rebuilds: pending.some(
          (one) => rebuildsAny(run, one) || (telling === 'undone' && undoRebuilds(run, one)),
        ),
      },
    )
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
    return { ...error.found, where, duration: Math.round(performance.now() - start) }
  }
  throw new Error('a rehearsal was committed')
}

const tryAll = async (
  run: Run,
  work: Work,
  pending: readonly LoadedMigration[],
  telling: Telling,
): Promise<Omit<Rehearsal, 'where' | 'duration'>> => {
  const migrations: RehearsedMigration[] = []
  const untried: string[] = []
  for (const [index, migration] of pending.entries()) {
    const { version, name } = migration
    run.tell({ phase: 'rehearse', version, name, done: index, total: pending.length })
    try {
      const tried = (): Promise<void> => tryBody(run, work, migration, untried)
      if (telling === 'failure') await tried()
      else {
        const { done, ...states } = await withEffects(run, work, migration, tried)
        const undone = telling === 'undone' ? await tryDown(run, work, migration, states, tried) : undefined
        migrations.push(undone === undefined ? done : { ...done, down: undone })
        if (undone !== undefined) requireRestored(undone)
      }
    } catch (error) {
      return { outcome: 'fails', migrations, untried, failed: failedMigration(migration, error, 'old') }
    }
  }
  return { outcome: 'passes', migrations, untried }
}

/** Does a migration within the transaction that is there, as it would be applied. */
export const tryBody = async (
  run: Run,
  work: Work,
  migration: LoadedMigration,
  untried: string[],
): Promise<void> => {
  const { context } = run
  const { version, up } = migration
  const { units, directives, facts, isOneTransaction } = scriptUnits(migration, up, context)
  await requireTrue(work, directives.before)
  await guarded(run, work, { ...textOf(migration), version, facts, directives }, async () => {
    if (isOneTransaction) return runTogether(run, work, units as readonly Together[])
    for (const unit of units) await noting(unit, () => tryUnit(run, work, unit, untried))
    return undefined
  })
  await requireTrue(work, directives.after)
}

const textOf = (migration: LoadedMigration): JudgedText => {
  const { up, accept, isOneTransaction: transaction, isRepeatable } = migration
  return {
    text: up.kind === 'sql' ? up.text : '',
    file: nameOf(migration),
    accept,
    transaction,
    isRepeatable,
  }
}

const tryDown = async (
  run: Run,
  work: Work,
  migration: LoadedMigration,
  { before, after }: { readonly before: State; readonly after: State },
  up: () => Promise<void>,
): Promise<RehearsedMigration['down']> =>
  migration.down === undefined
    ? undefined
    : proveDown(before, after, {
        up,
        down: () => undoWithin(run, work, migration),
        look: () => stateOf(run, work),
      })

const stateOf = async ({ context }: Run, work: Work): Promise<State> => {
  const schema = await context.readSchema(work)
  return { schema, rows: await countRows(work.ask, context.dialect, schema) }
}

const withEffects = async (
  run: Run,
  work: Work,
  migration: LoadedMigration,
  body: () => Promise<void>,
): Promise<{ readonly done: RehearsedMigration; readonly before: State; readonly after: State }> => {
  const start = performance.now()
  const { context, workshop } = run
  const { version, name, file, up } = migration
  const before = await stateOf(run, work)
  const engine = workshop.engine.driver.facts.version
  const hazards =
    up.kind === 'sql' ? await hazardsOf(work, context.dialect, engine, before.schema, textOf(migration)) : []
  await body()
  const duration = Math.round(performance.now() - start)
  const after = await stateOf(run, work)
  const done = {
    version,
    name,
    ...(file === undefined ? {} : { file }),
    duration,
    schema: schemaChanges(before.schema, after.schema),
    rows: rowChanges(before.rows, after.rows),
    hazards,
  }
  return { done, before, after }
}
