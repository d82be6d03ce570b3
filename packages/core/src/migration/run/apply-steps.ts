import { statement } from '../../database/statement.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { partMarks } from '../source/part-marks.ts'
import type { ScriptUnits } from '../units/script-units.ts'
import type { Alone, Together, Unit } from '../units/unit.ts'
import { requireTrue } from './assertions.ts'
import { confirmCommitted, entryOf, lostCommit, runTogether } from './finish.ts'
import { noting } from './failed-step.ts'
import { prepare } from '../guards/guard.ts'
import { batches } from './apply-batches.ts'
import { requireSession } from './require-session.ts'
import type { AtEnd } from './apply-migration.ts'
import { lookAt } from './look-at.ts'
import { isBegun, markOf } from './resume.ts'
import { inTransaction, type Run } from './run.ts'
import { noteSecond } from './second-failure.ts'
import { TextSession } from './text-session.ts'
import { toTheEnd } from './to-the-end.ts'

/** Applies a migration step by step. What an earlier run has done is not done again. False when another host has applied it. */
export const applySteps = async (
  run: Run,
  migration: LoadedMigration,
  { units, directives }: ScriptUnits,
  start: number,
  atEnd?: AtEnd,
): Promise<boolean> => {
  const { ledger } = run
  const { version } = migration
  const entry = entryOf(migration, { units }, start)
  await requireSession(run, migration, units)
  const isOurs = await inTransaction(run, async (work) => {
    const { tx } = work
    const found = await ledger.find(tx, version)
    if (found?.outcome === 'applied') return false
    // What held before the first step need not hold behind it.
    const goesOn = found !== undefined && (await isBegun(tx, ledger, migration, units))
    if (!goesOn) await requireTrue(work, directives.before)
    await ledger.record(tx, migration, { ...entry, outcome: 'started' })
    await ledger.tell(tx, version, 'started', { checksum: migration.checksum })
    return true
  })
  if (!isOurs) return false
  const session = new TextSession(run)
  for (const [index, unit] of units.entries())
    await noting(unit, () => applyStep(run, migration, unit, index, session))
  await inTransaction(run, async (work) => {
    const { tx } = work
    if (units.length > 0) requireDone(await ledger.step(tx, version, units.length - 1))
    await requireTrue(work, directives.after)
    await ledger.record(tx, migration, entryOf(migration, { units }, start))
    await ledger.tell(tx, version, 'applied', {
      checksum: migration.checksum,
      parts: partMarks(migration.up),
    })
    await atEnd?.(work, true)
  })
  await confirmCommitted(run, migration)
  return true
}

const applyStep = async (
  run: Run,
  migration: LoadedMigration,
  unit: Unit,
  index: number,
  session: TextSession,
): Promise<void> => {
  const { ledger, workshop } = run
  const { version, name } = migration
  const [before, state] = await workshop.read(
    async (reader) => [
      index === 0 ? undefined : await ledger.step(reader, version, index - 1),
      await ledger.step(reader, version, index),
    ],
    run.limits,
  )
  if (index > 0) requireDone(before)
  const mark = markOf(unit)
  const isSetting = unit.form === 'alone' && unit.isSetting === true
  if (state?.state === 'done' && !isSetting) return
  run.tell({ phase: 'apply', version, name, step: unit.title, done: 0 })
  const step: Step = { run, version, name, index, mark, found: state }
  if (unit.form === 'together') await together(step, unit)
  else if (unit.form === 'alone') await alone(step, unit, session)
  else await batches(step, unit)
}

export interface Step {
  readonly run: Run
  readonly version: number
  readonly name: string
  readonly index: number
  readonly mark: { readonly title: string; readonly checksum: string }
  readonly found:
    | {
        readonly attempt: number
        readonly cursor: string | null
        readonly done: number
        readonly total: number | null
      }
    | undefined
}

const together = async ({ run, version, index, mark }: Step, unit: Together): Promise<void> => {
  if (unit.before !== undefined) await inTransaction(run, unit.before)
  await inTransaction(
    run,
    async (work) => {
      await runTogether(run, work, [unit])
      await run.ledger.markStep(work.tx, version, index, { ...mark, state: 'done' })
      const proof = work.notes.told
      if (proof !== undefined) await run.ledger.tell(work.tx, version, 'step', { step: index, proof })
    },
    { rebuilds: unit.rebuilds ?? false, maySet: unit.maySet ?? false },
  )
}

/** First what is intended, then the deed, then that it was done: after a kill between two of them the engine is asked what is there. */
const alone = async (
  { run, version, index, mark, found }: Step,
  unit: Alone,
  session: TextSession,
): Promise<void> => {
  const { ledger } = run
  const { guard } = unit
  if (found === undefined && guard !== undefined)
    await inTransaction(run, (work) => prepare(run, work, guard))
  const there = await lookAt(run, unit, session)
  if (there.state === 'broken') await there.takeAway()
  if (there.state !== 'done' || found === undefined) {
    // What is there before it was ever sent is another's: it is not intended then, so that what the engine says of it is not taken for done by the next run.
    if (there.state !== 'done')
      await inTransaction(run, ({ tx }) =>
        ledger.markStep(tx, version, index, {
          ...mark,
          state: 'started',
          attempt: (found?.attempt ?? 0) + 1,
        }),
      )
    await sendOrCleanUp(
      run,
      unit,
      session,
      typeof unit.statement === 'string' ? unit.statement : await inTransaction(run, unit.statement),
    )
  }
  await inTransaction(run, ({ tx }) => ledger.markStep(tx, version, index, { ...mark, state: 'done' }))
}

/** Sends it; what a failure leaves half-made is taken away at once, as far as the engine lets us: the next run would do the same. */
const sendOrCleanUp = async (run: Run, unit: Alone, session: TextSession, text: string): Promise<void> => {
  try {
    await session.send(statement(text), unit)
  } catch (error) {
    if (unit.probe !== undefined)
      await noteSecond(run, 'what a failed step left could not be taken away', async () => {
        const left = await lookAt(run, unit, session, toTheEnd(run.limits))
        if (left.state === 'broken') await left.takeAway()
      })
    throw error
  }
}

/** The step before was said to be committed, and the one behind may need what it did or take it away. */
const requireDone = (step: { readonly state: string } | undefined): void => {
  if (step?.state !== 'done') throw lostCommit('a step')
}
