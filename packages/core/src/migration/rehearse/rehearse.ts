import type { Rehearsal, RehearsedMigration } from '../../contracts/rehearsal.ts'
import { statement } from '../../database/statement.ts'
import { guarded } from '../guards/guard.ts'
import { hazardsOf, type JudgedText } from '../guards/judge-hazards.ts'
import { requireTrue } from '../run/assertions.ts'
import { isRebuild, runTogether } from '../run/finish.ts'
import { failedMigration } from '../run/failed-migration.ts'
import { noting } from '../run/failed-step.ts'
import { inTransaction, nameOf, type Run } from '../run/run.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { scriptUnits } from '../units/script-units.ts'
import type { Together, Unit } from '../units/unit.ts'
import type { Work } from '../workshop.ts'
import { countRows, rowChanges } from './row-counts.ts'
import { schemaChanges } from './schema-changes.ts'
import type { Telling } from './telling.ts'

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
      { rebuilds: pending.some((one) => rebuildsAny(run, one)) },
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
      else migrations.push(await withEffects(run, work, migration, tried))
    } catch (error) {
      return { outcome: 'fails', migrations, untried, failed: failedMigration(migration, error, 'old') }
    }
  }
  return { outcome: 'passes', migrations, untried }
}

const tryBody = async (
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

const withEffects = async (
  { context, workshop }: Run,
  work: Work,
  migration: LoadedMigration,
  body: () => Promise<void>,
): Promise<RehearsedMigration> => {
  const start = performance.now()
  const { version, name, file, up } = migration
  const before = await context.readSchema(work)
  const counts = await countRows(work.ask, context.dialect, before)
  const engine = workshop.engine.driver.facts.version
  const hazards =
    up.kind === 'sql' ? await hazardsOf(work, context.dialect, engine, before, textOf(migration)) : []
  await body()
  const after = await context.readSchema(work)
  return {
    version,
    name,
    ...(file === undefined ? {} : { file }),
    duration: Math.round(performance.now() - start),
    schema: schemaChanges(before, after),
    rows: rowChanges(counts, await countRows(work.ask, context.dialect, after)),
    hazards,
  }
}

/** Does a unit within the transaction that is there, in another form where it has one. */
export const tryUnit = async (run: Run, work: Work, unit: Unit, untried: string[]): Promise<void> => {
  const { rehearsed } = run.context.dialect.alter
  switch (unit.form) {
    case 'together':
      return runTogether(run, work, [unit])
    case 'alone': {
      const text = typeof unit.statement === 'string' ? unit.statement : await unit.statement(work)
      const inside = rehearsed(text)
      if (inside === undefined) untried.push(`${unit.title}: the engine refuses it inside of a transaction`)
      else await work.execute(statement(inside))
      return undefined
    }
    case 'batches':
      for (let cursor: string | null = null; ;) {
        const batch: { readonly cursor: string } | undefined = await unit.next(work, cursor)
        if (batch === undefined) return undefined
        ;({ cursor } = batch)
      }
  }
}
