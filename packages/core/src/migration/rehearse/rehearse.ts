import type { Rehearsal, RehearsedMigration } from '../../contracts/rehearsal.ts'
import { statement } from '../../database/statement.ts'
import { guarded } from '../guards/guard.ts'
import { hazardsOf } from '../guards/judge-hazards.ts'
import { requireTrue } from '../run/assertions.ts'
import { failedMigration } from '../run/failed-migration.ts'
import { noting } from '../run/failed-step.ts'
import { inTransaction, nameOf, type Run } from '../run/run.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { scriptUnits } from '../units/script-units.ts'
import type { Unit } from '../units/unit.ts'
import type { Work } from '../workshop.ts'
import { countRows, rowChanges } from './row-counts.ts'
import { schemaChanges } from './schema-changes.ts'

/** Carries what was found out of a transaction that must not be committed. */
class RolledBack extends Error {
  readonly found: Omit<Rehearsal, 'where' | 'duration'>

  constructor(found: Omit<Rehearsal, 'where' | 'duration'>) {
    super('rehearsed')
    this.found = found
  }
}

/** Does everything in one transaction and rolls it back. */
export const rehearse = async (
  run: Run,
  pending: readonly LoadedMigration[],
  where: Rehearsal['where'],
): Promise<Rehearsal> => {
  const start = performance.now()
  try {
    await inTransaction(
      run,
      async (work) => {
        throw new RolledBack(await tryAll(run, work, pending))
      },
      { rebuilds: true },
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
): Promise<Omit<Rehearsal, 'where' | 'duration'>> => {
  const migrations: RehearsedMigration[] = []
  const untried: string[] = []
  for (const [index, migration] of pending.entries()) {
    const { version, name } = migration
    run.tell({ phase: 'rehearse', version, name, done: index, total: pending.length })
    try {
      migrations.push(await tryOne(run, work, migration, untried))
    } catch (error) {
      return { outcome: 'fails', migrations, untried, failed: failedMigration(migration, error, 'old') }
    }
  }
  return { outcome: 'passes', migrations, untried }
}

const tryOne = async (
  run: Run,
  work: Work,
  migration: LoadedMigration,
  untried: string[],
): Promise<RehearsedMigration> => {
  const { context, workshop } = run
  const start = performance.now()
  const { version, name, file, up, accept } = migration
  const before = await context.readSchema(work)
  const counts = await countRows(work.ask, context.dialect, before)
  const { units, directives, facts } = scriptUnits(migration, up, context)
  const text = { text: up.kind === 'sql' ? up.text : '', file: nameOf(migration), accept }
  const hazards =
    up.kind === 'sql'
      ? await hazardsOf(work, context.dialect, workshop.engine.driver.facts.version, before, text)
      : []
  await requireTrue(work, directives.before)
  await guarded(run, work, { ...text, version, facts, directives }, async () => {
    for (const unit of units)
      await noting(unit, () => tryUnit(work, unit, context.dialect.alter.rehearsed, untried))
  })
  await requireTrue(work, directives.after)
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

const tryUnit = async (
  work: Work,
  unit: Unit,
  rehearsed: (text: string) => string | undefined,
  untried: string[],
): Promise<void> => {
  switch (unit.form) {
    case 'together':
      return unit.run(work)
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
