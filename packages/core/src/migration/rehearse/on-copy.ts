import type { Rehearsal, RehearsedMigration } from '../../contracts/rehearsal.ts'
import type { Driver } from '../../database/driver.ts'
import { withCopy, type CopyOptions } from '../backup/with-copy.ts'
import { EffectWatch } from '../proof/effect-watch.ts'
import { brokenReferences } from '../proof/take-stock.ts'
import { concerning } from '../run/about.ts'
import { applyMigration } from '../run/apply-migration.ts'
import { failedMigration } from '../run/failed-migration.ts'
import type { Run } from '../run/run.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import type { Work, Workshop } from '../workshop.ts'
import { undoOne } from '../run/undo.ts'
import { described, lookAfter, lookBefore } from './described.ts'
import { lacking } from './lacking.ts'
import { leftOut } from './left-out.ts'
import { lostValues } from './lost-values.ts'
import { proveDown, requireRestored, type State } from './prove-down.ts'
import type { Telling } from './telling.ts'

/** Applies everything to a copy of the database, which nobody else can reach, just as it would be applied. The copy is removed. */
export const onCopy = (
  run: Run,
  pending: readonly LoadedMigration[],
  telling: Telling = 'effects',
  maxBytes?: number,
): Promise<Rehearsal> => {
  const start = performance.now()
  const { workshop, limits } = run
  const body = async (driver: Driver): Promise<Rehearsal> => {
    const copy: Run = {
      ...run,
      workshop: workshop.on(driver),
      lock: { confirm: async () => undefined, free: async () => undefined },
      throttle: async () => undefined,
      // What is applied there, or filled, is tried.
      tell: (progress) => run.tell({ ...progress, phase: 'rehearse' }),
    }
    const found = await applyToCopy(copy, pending, telling)
    const duration = Math.round(performance.now() - start)
    return { ...found, where: 'copy', untried: [], survives: [], duration }
  }
  const send: CopyOptions['send'] = (one) => workshop.alone(one, limits, 'copy the database')
  return withCopy(workshop.engine.driver, body, { send, ...(maxBytes === undefined ? {} : { maxBytes }) })
}

const applyToCopy = async (
  whole: Run,
  pending: readonly LoadedMigration[],
  telling: Telling,
): Promise<Pick<Rehearsal, 'outcome' | 'migrations' | 'failed' | 'notRehearsed'>> => {
  const migrations: RehearsedMigration[] = []
  for (const [index, migration] of pending.entries()) {
    const { version, name } = migration
    const run = concerning(whole, migration, 'rehearse')
    run.tell({ phase: 'rehearse', version, name, done: index, total: pending.length })
    try {
      if (telling === 'failure') {
        await applyMigration(run, migration)
        continue
      }
      const { done, ...states } = await withEffects(run, migration)
      const undone = telling === 'undone' ? await tryDown(run, migration, states) : undefined
      migrations.push(undone === undefined ? done : { ...done, down: undone })
      if (undone !== undefined) await requireRestored(migration, undone)
    } catch (error) {
      const because = lacking(error)
      return because === undefined
        ? { outcome: 'fails', migrations, notRehearsed: [], failed: failedMigration(migration, error, 'old') }
        : { outcome: 'incomplete', migrations, notRehearsed: leftOut(pending.slice(index), because) }
    }
  }
  return { outcome: 'passes', migrations, notRehearsed: [] }
}

const tryDown = async (
  run: Run,
  migration: LoadedMigration,
  { before, after }: { readonly before: State; readonly after: State },
): Promise<RehearsedMigration['down']> =>
  migration.down === undefined
    ? undefined
    : proveDown(before, after, {
        up: async () => {
          await applyMigration(run, migration)
        },
        down: async () => {
          await undoOne(run, migration)
        },
        look: () => run.workshop.transaction((work) => lookAfter(run, work), run.limits, { readOnly: true }),
      })

const withEffects = async (
  run: Run,
  migration: LoadedMigration,
): Promise<{ readonly done: RehearsedMigration; readonly before: State; readonly after: State }> => {
  const { dialect } = run.context
  const reading = <R>(body: (work: Work) => Promise<R>): Promise<R> =>
    run.workshop.transaction(body, run.limits, { readOnly: true })
  const { watch, ...before } = await reading(async (work) => ({
    ...(await lookBefore(run, work, migration)),
    watch: await EffectWatch.begin(work.ask, dialect.effects),
  }))
  const losses = (work: Pick<Work, 'ask' | 'attempt'>): ReturnType<typeof lostValues> =>
    lostValues(work, dialect, before.schema, migration, before.script)
  // Without savepoints each question has a transaction of its own: one that cannot be answered would end those of the others.
  const ask: Work['ask'] = (one) => reading((work) => work.ask(one))
  const lost = await (run.context.capabilities.savepoints
    ? run.workshop.transaction(losses, run.limits)
    : losses({ ask, attempt: (body) => body(ask) }))
  const start = performance.now()
  await applyMigration({ ...run, watch }, migration)
  const duration = Math.round(performance.now() - start)
  const after = await reading(async (work) => ({
    ...(await lookAfter(run, work)),
    brokenReferences: await brokenReferences(work.ask, dialect),
  }))
  return { done: described(migration, { ...before, lost, watch }, { ...after, duration }), before, after }
}

/** Whether the database can be copied into a file. */
export const canCopy = ({ engine }: Workshop): boolean => engine.driver.copies !== undefined
