import type { Rehearsal, RehearsedMigration } from '../../contracts/rehearsal.ts'
import { hasCode, HoldfastError } from '../../errors.ts'
import { guarded } from '../guards/guard.ts'
import { judgedText } from '../guards/judged-text.ts'
import { EffectWatch } from '../proof/effect-watch.ts'
import { aboutMigration } from '../run/about.ts'
import { SurvivorWatch } from '../proof/survivor-watch.ts'
import { requireTrue } from '../run/assertions.ts'
import { FailedStep, noting, reason } from '../run/failed-step.ts'
import { failedMigration } from '../run/failed-migration.ts'
import { isRebuild, maySetAny, runTogether } from '../run/finish.ts'
import { keepingSettings } from '../run/keep-session.ts'
import { requireSession } from '../run/require-session.ts'
import { inTransaction, type Run } from '../run/run.ts'
import { withReferencesChecked } from '../run/reference-check.ts'
import { downUnits, undoRebuilds, undoWithin } from '../run/undo.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { scriptUnits } from '../units/script-units.ts'
import type { Together, Unit } from '../units/unit.ts'
import type { Work } from '../workshop.ts'
import { described, lookAfter, lookBefore } from './described.ts'
import { lostValues } from './lost-values.ts'
import { lacking } from './lacking.ts'
import { leftOut } from './left-out.ts'
import { proveDown, requireRestored, type State } from './prove-down.ts'
import type { Telling } from './telling.ts'
import { tryUnit } from './try-unit.ts'

type Found = Omit<Rehearsal, 'where' | 'survives' | 'duration'>

/** Carries what was found out of a transaction that must not be committed. */
class RolledBack extends Error {
  readonly found: Found

  constructor(found: Found) {
    // A lock that was not granted is no finding until it was tried for again.
    super('rehearsed', { cause: found.failed?.error })
    this.found = found
  }
}

/** Whether a migration makes tables anew, which no reference may act on. */
export const rebuildsAny = (run: Run, migration: LoadedMigration): boolean =>
  unitsOf(run, migration).some((unit) => unit.form === 'together' && isRebuild(unit))

const unitsOf = ({ context }: Run, migration: LoadedMigration): readonly Unit[] =>
  scriptUnits(migration, migration.up, context).units

/** Does everything in one transaction and rolls it back. */
export const rehearse = async (
  run: Run,
  pending: readonly LoadedMigration[],
  where: Rehearsal['where'],
  telling: Telling = 'effects',
): Promise<Rehearsal> => {
  const start = performance.now()
  const form = telling === 'failure' ? undefined : run.context.dialect.effects?.survivors
  const watch = form && (await inTransaction(run, ({ ask }) => SurvivorWatch.begin(ask, form)))
  try {
    await inTransaction(
      run,
      async (work) => {
        const found = await tryAll(run, work, pending, telling)
        await watch?.touch(work.ask)
        throw new RolledBack(found)
      },
      {
        rebuilds: pending.some(
          (one) => rebuildsAny(run, one) || (telling === 'undone' && undoRebuilds(run, one)),
        ),
        maySet: pending.some((one) =>
          maySetAny([...unitsOf(run, one), ...(telling === 'undone' ? downUnits(run, one) : [])]),
        ),
      },
    )
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error
    const survives = watch === undefined ? [] : await inTransaction(run, ({ ask }) => watch.end(ask))
    return { ...error.found, where, survives, duration: Math.round(performance.now() - start) }
  }
  throw new Error('a rehearsal was committed')
}

const tryAll = async (
  run: Run,
  work: Work,
  pending: readonly LoadedMigration[],
  telling: Telling,
): Promise<Found> => {
  const migrations: RehearsedMigration[] = []
  const untried: string[] = []
  for (const [index, migration] of pending.entries()) {
    const { version, name } = migration
    work.concerns(aboutMigration(run, migration, 'rehearse'))
    run.tell({ phase: 'rehearse', version, name, done: index, total: pending.length })
    try {
      const tried = (watched: Run): Promise<void> => tryBody(watched, work, migration, untried)
      if (telling === 'failure') await tried(run)
      else {
        const { done, ...states } = await withEffects(run, work, migration, tried)
        const up = (): Promise<void> => tried(run)
        const undone = telling === 'undone' ? await tryDown(run, work, migration, states, up) : undefined
        migrations.push(undone === undefined ? done : { ...done, down: undone })
        if (undone !== undefined) await requireRestored(migration, undone)
      }
    } catch (error) {
      const because = lacking(error) ?? whyUnclear(run, error, untried)
      if (because !== undefined) {
        const notRehearsed = leftOut(pending.slice(index), because)
        return { outcome: 'incomplete', migrations, notRehearsed, untried }
      }
      const failed = failedMigration(migration, error, 'old')
      return { outcome: 'fails', migrations, notRehearsed: [], untried, failed }
    }
  }
  return { outcome: 'passes', migrations, notRehearsed: [], untried }
}

/** A failure that says nothing of the migration: what it needs was to be committed before, or could not be done here. */
const whyUnclear = ({ context }: Run, thrown: unknown, untried: readonly string[]): string | undefined => {
  const error = thrown instanceof FailedStep ? thrown.cause : thrown
  if (!(error instanceof HoldfastError)) return undefined
  if (context.dialect.alter.wantsCommit?.(error.cause) === true)
    return `the engine wants something before it committed first (${reason(error, context.dialect)}), which a transaction that is rolled back cannot do`
  const [first] = untried
  if (first === undefined || !ofWhatIsThere.some((code) => hasCode(error, code))) return undefined
  return `it may need what could not be tried before it: ${first}`
}

/** Errors that a statement which was left out may have caused. */
const ofWhatIsThere = ['no-table', 'no-column', 'engine', 'migration', 'unsupported'] as const

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
  await requireSession(run, migration, units)
  await requireTrue(work, directives.before)
  await guarded(run, work, { ...judgedText(migration), version, facts, directives }, async () => {
    if (isOneTransaction) return runTogether(run, work, units as readonly Together[])
    const tryUnits = async (): Promise<void> => {
      for (const unit of units) await noting(unit, () => tryUnit(run, work, unit, untried))
    }
    return maySetAny(units) ? keepingSettings(work.execute, context.dialect, tryUnits) : tryUnits()
  })
  await requireTrue(work, directives.after)
  const { settle } = context.dialect.alter
  if (settle !== undefined) await noting({ title: 'commit' }, () => work.execute(settle))
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
        look: () => lookAfter(run, work),
      })

const withEffects = async (
  run: Run,
  work: Work,
  migration: LoadedMigration,
  body: (watched: Run) => Promise<void>,
): Promise<{ readonly done: RehearsedMigration; readonly before: State; readonly after: State }> => {
  const { dialect } = run.context
  const before = await lookBefore(run, work, migration)
  const lost = await lostValues(work, dialect, before.schema, migration, before.script)
  const watch = await EffectWatch.begin(work.ask, dialect.effects)
  const start = performance.now()
  const brokenReferences = await withReferencesChecked(work, dialect, () => body({ ...run, watch }))
  const duration = Math.round(performance.now() - start)
  const after = await lookAfter(run, work)
  const done = described(migration, { ...before, lost, watch }, { ...after, brokenReferences, duration })
  return { done, before, after }
}
