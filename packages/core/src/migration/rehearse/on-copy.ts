import type { Rehearsal, RehearsedMigration } from '../../contracts/rehearsal.ts'
import type { Driver } from '../../database/driver.ts'
import { withCopy, type CopyOptions } from '../backup/with-copy.ts'
import { EffectWatch } from '../proof/effect-watch.ts'
import { brokenReferences } from '../proof/take-stock.ts'
import { applyMigration } from '../run/apply-migration.ts'
import { failedMigration } from '../run/failed-migration.ts'
import type { Run } from '../run/run.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import type { Work, Workshop } from '../workshop.ts'
import { described, lookAfter, lookBefore } from './described.ts'
import { lostValues } from './lost-values.ts'
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
    }
    const found = await applyToCopy(copy, pending, telling)
    const duration = Math.round(performance.now() - start)
    return { ...found, where: 'copy', notRehearsed: [], untried: [], duration }
  }
  const send: CopyOptions['send'] = (one) => workshop.alone(one, limits, 'copy the database')
  return withCopy(workshop.engine.driver, body, { send, ...(maxBytes === undefined ? {} : { maxBytes }) })
}

const applyToCopy = async (
  run: Run,
  pending: readonly LoadedMigration[],
  telling: Telling,
): Promise<Pick<Rehearsal, 'outcome' | 'migrations' | 'failed'>> => {
  const migrations: RehearsedMigration[] = []
  for (const [index, migration] of pending.entries()) {
    const { version, name } = migration
    run.tell({ phase: 'rehearse', version, name, done: index, total: pending.length })
    try {
      if (telling === 'failure') await applyMigration(run, migration)
      else migrations.push(await withEffects(run, migration))
    } catch (error) {
      return { outcome: 'fails', migrations, failed: failedMigration(migration, error, 'old') }
    }
  }
  return { outcome: 'passes', migrations }
}

const withEffects = async (run: Run, migration: LoadedMigration): Promise<RehearsedMigration> => {
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
  return described(migration, { ...before, lost, watch }, { ...after, duration })
}

/** Whether the database can be copied into a file. */
export const canCopy = ({ engine }: Workshop): boolean => engine.driver.copies !== undefined
