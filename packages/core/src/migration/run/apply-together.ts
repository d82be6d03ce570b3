import type { DoneMigration } from '../../contracts/migration-report.ts'
import { aboutLine, aboutMigration } from './about.ts'
import type { Entry } from '../ledger/ledger.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { scriptUnits, type ScriptUnits } from '../units/script-units.ts'
import type { Together } from '../units/unit.ts'
import type { Work } from '../workshop.ts'
import { writeSchema } from './drift.ts'
import { confirmCommitted, entryOf, runTogether } from './finish.ts'
import { Flight } from './flight.ts'
import { NewTables } from './new-tables.ts'
import type { Run } from './run.ts'
import { stopWhenAborted } from './stop-when-aborted.ts'

/** Which of the pending ones may share a transaction, and how many and for how long, in milliseconds, it takes them in. */
export interface Bounds {
  readonly from: number
  readonly to: number
  readonly most: number
  readonly longest: number
  /** All of these or none, and what they leave is written down as what the run has left. */
  readonly isWhole?: boolean
}

/** What made a shared transaction fail: it was rolled back. */
export class FailedTogether extends Error {
  /** Where the migration is that failed; undefined when it was none of them. */
  readonly at: number | undefined
  override readonly cause: unknown

  constructor(at: number | undefined, cause: unknown) {
    super('a shared transaction failed')
    this.at = at
    this.cause = cause
  }
}

interface Member {
  readonly migration: LoadedMigration
  readonly entry: Entry
}

/**
 * Applies neighbours in one transaction with their entries, as many as touch only tables of this run, and reads the entries again. Throws `FailedTogether`
 * and has changed nothing then.
 */
export const applyTogether = async (
  run: Run,
  pending: readonly LoadedMigration[],
  tables: NewTables | undefined,
  bounds: Bounds,
): Promise<{ readonly done: readonly DoneMigration[]; readonly tables: NewTables | undefined }> => {
  const { workshop, lock, limits, context, ledger } = run
  let members: readonly Member[] = []
  let made = tables
  const place: Place = { at: undefined }
  try {
    await workshop.transaction(async (work) => {
      await lock.confirm(work)
      made = tables?.copy() ?? NewTables.beside(await context.readSchema(work))
      if (bounds.isWhole === true && !admitsAll(run, pending, made)) return
      members = await applyEach(run, work, pending, made, bounds, place)
      work.concerns(aboutLine(ledger))
      if (members.length === 0) return
      await ledger.recordAll(work.tx, members)
      if (bounds.isWhole === true) await writeSchema(run, work, members.at(-1)!.migration.version)
    }, limits)
  } catch (error) {
    throw new FailedTogether(place.at, error)
  }
  if (members.length > 0) await confirmCommitted(run, ...members.map(({ migration }) => migration))
  const done = members.map(({ migration: { version, name }, entry: { duration } }) => ({
    version,
    name,
    duration,
  }))
  return { done, tables: made }
}

/** Whether all of them touch only tables that they make themselves, beside these. */
export const admitsAll = (
  { context }: Pick<Run, 'context'>,
  pending: readonly LoadedMigration[],
  tables: NewTables,
): boolean =>
  pending.every(
    (migration) =>
      migration.up.kind === 'sql' && tables.admit(migration, scriptUnits(migration, migration.up, context)),
  )

/** What is sent with others. */
interface Flying {
  /** Its place among the pending ones. */
  readonly of: number
  readonly migration: LoadedMigration
  readonly script: ScriptUnits
}

/** Which migration is being applied; undefined when it is none of them. */
interface Place {
  at: number | undefined
}

const applyEach = async (
  run: Run,
  work: Work,
  pending: readonly LoadedMigration[],
  made: NewTables,
  { from, to, most, longest, isWhole = false }: Bounds,
  place: Place,
): Promise<readonly Member[]> => {
  const { limits, context } = run
  const members: Member[] = []
  const flight = new Flight()
  let flying: Flying[] = []
  /** Told when it is its turn, so that nobody hears of one that never began. */
  const begin = (of: number, { version, name }: LoadedMigration): void => {
    place.at = of
    work.concerns(aboutMigration(run, { version, name }, 'apply'))
    run.tell({ phase: 'apply', version, name, done: of, total: pending.length })
    stopWhenAborted(limits)
  }
  const land = async (): Promise<void> => {
    // What ends the transaction from outside meanwhile, as the end of its time, says nothing of which it was.
    place.at = undefined
    const landing = await flight.land(work)
    const landed = flying
    flying = []
    for (const { of, migration, script } of landed) {
      begin(of, migration)
      if (landing.failed?.of === of) throw landing.failed.error
      const start = performance.now() - (landing.each ?? 0) * script.units.length
      members.push({ migration, entry: entryOf(migration, script, start) })
    }
  }
  const deadline = performance.now() + longest
  for (let next = from; next < to && next - from < most && performance.now() < deadline; next++) {
    place.at = next
    const migration = pending[next]!
    const start = performance.now()
    const script = scriptUnits(migration, migration.up, context)
    if (!isWhole && !made.admit(migration, script)) break
    const units = script.units as readonly Together[]
    if (flight.admit(next, units, aboutMigration(run, migration, 'apply')))
      flying.push({ of: next, migration, script })
    else {
      await land()
      begin(next, migration)
      await runTogether(run, work, units)
      members.push({ migration, entry: entryOf(migration, script, start) })
    }
    if (flight.isFull) await land()
  }
  await land()
  place.at = undefined
  return members
}
