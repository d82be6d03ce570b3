import { aboutMigration } from '../run/about.ts'
import { entryOf, isRebuild, runTogether } from '../run/finish.ts'
import { FailedStep } from '../run/failed-step.ts'
import { Flight } from '../run/flight.ts'
import type { Run } from '../run/run.ts'
import { tryUnit } from '../rehearse/try-unit.ts'
import { scriptUnits } from '../units/script-units.ts'
import type { Together, Unit } from '../units/unit.ts'
import type { UnitLimits, Work } from '../workshop.ts'
import { bringJournal } from './bring-journal.ts'
import type { Install } from './install-lines.ts'
import { Journal } from './journal.ts'
import { pendingLines, type PendingLine } from './pending-lines.ts'
import type { Journaled } from './read-journal.ts'
import { writeEntries, type LineEntry } from './write-entries.ts'

/**
 * Brings all lines up to date that one transaction can, together with the journal's rows: those that are new, for nobody has rows in their tables yet, and
 * those that only add. Every other host that does the same is held off. `pending` and `shape` are what was seen
 * before the lock.
 */
export const applyAtOnce = async (
  parts: Install,
  { pending, shape }: Seen,
  limits: UnitLimits,
): Promise<void> => {
  const { workshop, context, lines } = parts
  const rebuilds = pending.some((one) => one.isNew && unitsOf(parts, one).some(rebuildsTables))
  const flight = new Flight()
  const land = async (work: Work): Promise<void> => {
    const { failed } = await flight.land(work)
    if (failed !== undefined) throw failed.error
  }
  // What is nothing but statements goes out together, whichever line it is of.
  const apply = async (work: Work, one: PendingLine): Promise<readonly LineEntry[]> => {
    const { line, isNew } = one
    const run = runOf(parts, one, limits)
    const entries: LineEntry[] = []
    for (const migration of one.migrations) {
      const start = performance.now()
      const { units } = scriptUnits(migration, migration.up, context)
      const about = aboutMigration(run, migration, 'apply')
      if (!flight.admit(entries.length, units, about)) {
        await land(work)
        work.concerns(about)
        if (isNew) await runAsNew(run, work, units)
        else await runTogether(run, work, units as readonly Together[])
      }
      entries.push({ line: line.name, migration, entry: entryOf(migration, { units }, start) })
    }
    return entries
  }
  try {
    await workshop.transaction(
      async (work) => {
        // Another host may have been faster while this one waited.
        const { applied, entries } = await bringJournal(context.dialect, work, shape, (one) =>
          apply(work, one),
        )
        const all = [...entries]
        for (const one of pendingLines(lines, applied))
          if (isAtOnce(parts, one)) all.push(...(await apply(work, one)))
        await land(work)
        work.concerns({})
        if (all.length > 0) await work.execute(writeEntries(workshop, all))
      },
      limits,
      { rebuilds },
    )
  } catch (error) {
    throw error instanceof FailedStep ? error.cause : error
  }
}

export interface Seen extends Pick<Journaled, 'shape'> {
  readonly pending: readonly PendingLine[]
}

const unitsOf = ({ context }: Install, { migrations }: PendingLine): readonly Unit[] =>
  migrations.flatMap((migration) => scriptUnits(migration, migration.up, context).units)

const rebuildsTables = (unit: Unit): boolean => unit.form === 'together' && isRebuild(unit)

/** Whether nothing of a line can be lost and nobody has to wait for it: tables that nobody uses yet, or what only adds to those that are there. */
const isAtOnce = (parts: Install, one: PendingLine): boolean =>
  one.isNew || unitsOf(parts, one).every((unit) => unit.form === 'together' && unit.onlyAdds === true)

/** In one transaction also what stands alone or goes in batches elsewhere: the tables are empty. */
const runAsNew = async (run: Run, work: Work, units: readonly Unit[]): Promise<void> => {
  const untried: string[] = []
  for (const unit of units) await tryUnit(run, work, unit, untried)
  if (untried.length > 0) throw new TypeError(`Cannot make the tables of a store: ${untried.join(', ')}`)
}

const runOf = ({ workshop, context }: Install, { line }: PendingLine, limits: UnitLimits): Run => ({
  workshop,
  context,
  limits,
  ledger: new Journal(line.name, workshop),
  // The transaction holds the lock.
  lock: { confirm: async () => undefined, free: async () => undefined },
  safety: { lint: true, backup: true, prove: true },
  tell: () => undefined,
  throttle: async () => undefined,
})
