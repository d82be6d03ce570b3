import type { SchemaModel } from '../../contracts/schema-model.ts'
import { withCopy } from '../backup/with-copy.ts'
import { measureTable } from '../proof/measure-table.ts'
import { canCopy } from '../rehearse/on-copy.ts'
import { rebuildsAny, tryBody } from '../rehearse/rehearse.ts'
import { applyMigration } from '../run/apply-migration.ts'
import { withoutLedger } from '../run/drift.ts'
import { FailedStep, reason } from '../run/failed-step.ts'
import { inTransaction, nameOf, type Run } from '../run/run.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { refuse } from '../source/refuse.ts'
import type { Work } from '../workshop.ts'

/** What an empty database holds after migrations. */
export interface Reached<S> {
  readonly schema: SchemaModel
  /** Of each table: how many rows, and a hash of them. */
  readonly rows: ReadonlyMap<string, { readonly rows: number; readonly hash: string }>
  readonly seen: S
}

/** Carries what was seen out of a transaction that must not be committed. */
class Undone extends Error {
  readonly reached: unknown

  constructor(reached: unknown) {
    super('replayed')
    this.reached = reached
  }
}

/** Applies migrations to an empty database and undoes it: on a copy where there can be one, in a transaction that is rolled back elsewhere. */
export const replay = async <S>(
  run: Run,
  list: readonly LoadedMigration[],
  see: (work: Work, schema: SchemaModel) => Promise<S>,
): Promise<Reached<S>> => {
  const { workshop, limits } = run
  if (canCopy(workshop)) {
    return withCopy(workshop.engine.driver, async (driver) => {
      const lock = { confirm: async () => undefined, free: async () => undefined }
      const copy: Run = { ...run, workshop: workshop.on(driver), lock }
      for (const migration of list) await named(run, migration, () => applyMigration(copy, migration))
      return copy.workshop.transaction((work) => look(copy, work, see), limits, { readOnly: true })
    })
  }
  try {
    await inTransaction(
      run,
      async (work) => {
        const untried: string[] = []
        for (const migration of list)
          await named(run, migration, () => tryBody(run, work, migration, untried))
        if (untried.length > 0)
          throw refuse(
            'squash the migrations',
            `this cannot be tried in a transaction: ${untried.join('; ')}`,
          )
        throw new Undone(await look(run, work, see))
      },
      { rebuilds: list.some((one) => rebuildsAny(run, one)) },
    )
  } catch (error) {
    if (error instanceof Undone) return error.reached as Reached<S>
    throw error
  }
  throw new Error('a replay was committed')
}

/** Says which migration failed, and where. */
const named = async (
  { context }: Run,
  migration: LoadedMigration,
  body: () => Promise<unknown>,
): Promise<void> => {
  try {
    await body()
  } catch (error) {
    if (!(error instanceof FailedStep)) throw error
    const { title, line, cause } = error
    const place = line === undefined ? '' : `, line ${line}`
    throw refuse(
      'squash the migrations',
      `${nameOf(migration)}${place}, at "${title}": ${reason(cause, context.dialect)}`,
    )
  }
}

const look = async <S>(
  { context, ledger }: Run,
  work: Work,
  see: (work: Work, schema: SchemaModel) => Promise<S>,
): Promise<Reached<S>> => {
  const schema = withoutLedger(await context.readSchema(work), ledger)
  const rows = new Map<string, { readonly rows: number; readonly hash: string }>()
  for (const { name } of schema.tables) rows.set(name, await measureTable(work.ask, context.dialect, name))
  return { schema, rows, seen: await see(work, schema) }
}
