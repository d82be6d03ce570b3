import { checksum } from '../text/normalise.ts'
import { statement } from '../../database/statement.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { refuse } from '../source/refuse.ts'
import type { ScriptUnits } from '../units/script-units.ts'
import type { Alone, Batches, Together, Unit } from '../units/unit.ts'
import { requireTrue } from './assertions.ts'
import { confirmCommitted, entryOf, runTogether } from './finish.ts'
import { noting } from './failed-step.ts'
import { inTransaction, nameOf, type Run } from './run.ts'

/** Applies a migration step by step. What an earlier run has done is not done again. False when another host has applied it. */
export const applySteps = async (
  run: Run,
  migration: LoadedMigration,
  { units, directives }: ScriptUnits,
  start: number,
): Promise<boolean> => {
  const { ledger } = run
  const { version } = migration
  const entry = entryOf(migration, { units }, start)
  const isOurs = await inTransaction(run, async ({ tx }) => {
    if ((await ledger.find(tx, version))?.outcome === 'applied') return false
    await ledger.record(tx, migration, { ...entry, outcome: 'started' })
    await ledger.tell(tx, version, 'started', { checksum: migration.checksum })
    return true
  })
  if (!isOurs) return false
  await inTransaction(run, (work) => requireTrue(work, directives.before))
  for (const [index, unit] of units.entries())
    await noting(unit, () => applyStep(run, migration, unit, index))
  await inTransaction(run, async (work) => {
    const { tx } = work
    await requireTrue(work, directives.after)
    await ledger.record(tx, migration, entryOf(migration, { units }, start))
    await ledger.tell(tx, version, 'applied', { checksum: migration.checksum })
  })
  await confirmCommitted(run, migration)
  return true
}

const applyStep = async (run: Run, migration: LoadedMigration, unit: Unit, index: number): Promise<void> => {
  const { ledger, workshop } = run
  const { version, name } = migration
  const state = await workshop.read((session) => ledger.step(session, version, index), run.limits)
  const mark = { title: unit.title, checksum: checksum(JSON.stringify([unit.title, ...unit.statements])) }
  if (state !== undefined && state.state === 'done') {
    if (state.checksum === mark.checksum) return
    throw refuse(
      `go on with ${nameOf(migration)}`,
      `its step ${index + 1} was done and has been edited since; put it back, and write the change behind the steps that were done`,
    )
  }
  run.tell({ phase: 'apply', version, name, step: unit.title, done: 0 })
  const step: Step = { run, version, name, index, mark, found: state }
  if (unit.form === 'together') await together(step, unit)
  else if (unit.form === 'alone') await alone(step, unit)
  else await batches(step, unit)
}

interface Step {
  readonly run: Run
  readonly version: number
  readonly name: string
  readonly index: number
  readonly mark: { readonly title: string; readonly checksum: string }
  readonly found:
    | { readonly attempt: number; readonly cursor: string | null; readonly done: number }
    | undefined
}

const together = ({ run, version, index, mark }: Step, unit: Together): Promise<void> =>
  inTransaction(
    run,
    async (work) => {
      await runTogether(run, work, [unit])
      await run.ledger.markStep(work.tx, version, index, { ...mark, state: 'done' })
    },
    { rebuilds: unit.rebuilds ?? false },
  )

/** First what is intended, then the deed, then that it was done: after a kill between two of them the engine is asked what is there. */
const alone = async ({ run, version, index, mark, found }: Step, unit: Alone): Promise<void> => {
  const { ledger, workshop, limits } = run
  const send = (text: string): Promise<unknown> => workshop.alone(statement(text), limits, 'migrate')
  const there =
    found === undefined
      ? 'absent'
      : await inTransaction(run, async (work) => (await unit.probe?.(work)) ?? 'absent')
  if (there === 'broken' && unit.cleanUp !== undefined) await send(unit.cleanUp)
  if (there !== 'done') {
    await inTransaction(run, ({ tx }) =>
      ledger.markStep(tx, version, index, { ...mark, state: 'started', attempt: (found?.attempt ?? 0) + 1 }),
    )
    await send(typeof unit.statement === 'string' ? unit.statement : await inTransaction(run, unit.statement))
  }
  await inTransaction(run, ({ tx }) => ledger.markStep(tx, version, index, { ...mark, state: 'done' }))
}

/** The cursor is committed with the batch in front of it, so that no row is done twice and none is left out. */
const batches = async ({ run, version, name, index, mark, found }: Step, unit: Batches): Promise<void> => {
  const { ledger } = run
  let { cursor, done } = found ?? { cursor: null, done: 0 }
  const total = await inTransaction(run, (work) => unit.total?.(work) ?? Promise.resolve(undefined))
  for (;;) {
    const next = await inTransaction(run, async (work) => {
      const batch = await unit.next(work, cursor)
      const state =
        batch === undefined
          ? ({ state: 'done' } as const)
          : ({ state: 'started', cursor: batch.cursor } as const)
      await ledger.markStep(work.tx, version, index, {
        ...mark,
        ...state,
        done: done + (batch?.rows ?? 0),
        total: total ?? null,
      })
      return batch
    })
    if (next === undefined) return
    cursor = next.cursor
    done += next.rows
    run.tell({
      phase: 'backfill',
      version,
      name,
      step: mark.title,
      done,
      ...(total === undefined ? {} : { total }),
    })
  }
}
