import type { Rehearsal, RehearsedMigration } from '../../contracts/rehearsal.ts'
import { withCopy } from '../backup/with-copy.ts'
import { hazardsOf } from '../guards/judge-hazards.ts'
import { applyMigration } from '../run/apply-migration.ts'
import { failedMigration } from '../run/failed-migration.ts'
import { nameOf, type Run } from '../run/run.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import type { Workshop } from '../workshop.ts'
import { countRows, rowChanges, type RowCounts } from './row-counts.ts'
import { schemaChanges } from './schema-changes.ts'
import { withoutLedger } from '../run/drift.ts'
import { undoOne } from '../run/undo.ts'
import { proveDown, requireRestored } from './prove-down.ts'
import type { Telling } from './telling.ts'
import type { SchemaModel } from '../../contracts/schema-model.ts'

/** Applies everything to a copy of the database, which nobody else can reach, just as it would be applied. The copy is removed. */
export const onCopy = (
  run: Run,
  pending: readonly LoadedMigration[],
  telling: Telling = 'effects',
): Promise<Rehearsal> => {
  const start = performance.now()
  return withCopy(run.workshop.engine.driver, async (driver) => {
    const workshop = run.workshop.on(driver)
    const copy: Run = {
      ...run,
      workshop,
      lock: { confirm: async () => undefined, free: async () => undefined },
    }
    const found = await applyToCopy(copy, pending, telling)
    return { ...found, where: 'copy', untried: [], duration: Math.round(performance.now() - start) }
  })
}

const applyToCopy = async (
  run: Run,
  pending: readonly LoadedMigration[],
  telling: Telling,
): Promise<Pick<Rehearsal, 'outcome' | 'migrations' | 'failed'>> => {
  const migrations: RehearsedMigration[] = []
  for (const [index, migration] of pending.entries()) {
    const { version, name, file } = migration
    run.tell({ phase: 'rehearse', version, name, done: index, total: pending.length })
    const start = performance.now()
    try {
      if (telling === 'failure') {
        await applyMigration(run, migration)
        continue
      }
      const before = await look(run, migration)
      await applyMigration(run, migration)
      const duration = Math.round(performance.now() - start)
      const after = await look(run, undefined)
      const undone = telling === 'undone' ? await tryDown(run, migration, before, after) : undefined
      migrations.push({
        ...(undone === undefined ? {} : { down: undone }),
        version,
        name,
        ...(file === undefined ? {} : { file }),
        duration,
        schema: schemaChanges(before.schema, after.schema),
        rows: rowChanges(before.rows, after.rows),
        hazards: before.hazards,
      })
      if (undone !== undefined) requireRestored(undone)
    } catch (error) {
      return { outcome: 'fails', migrations, failed: failedMigration(migration, error, 'old') }
    }
  }
  return { outcome: 'passes', migrations }
}

const tryDown = async (
  run: Run,
  migration: LoadedMigration,
  before: Look,
  after: Look,
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
        look: () => look(run, undefined),
      })

interface Look {
  readonly schema: SchemaModel
  readonly rows: RowCounts
  readonly hazards: RehearsedMigration['hazards']
}

const look = (
  { workshop, context, ledger, limits }: Run,
  migration: LoadedMigration | undefined,
): Promise<Look> =>
  workshop.transaction(
    async (work) => {
      const { dialect } = context
      const schema = withoutLedger(await context.readSchema(work), ledger)
      const rows = await countRows(work.ask, dialect, schema)
      if (migration?.up.kind !== 'sql') return { schema, rows, hazards: [] }
      const { up, accept, isOneTransaction: transaction, isRepeatable } = migration
      const text = { text: up.text, file: nameOf(migration), accept, transaction, isRepeatable }
      const { version } = workshop.engine.driver.facts
      return { schema, rows, hazards: await hazardsOf(work, dialect, version, schema, text) }
    },
    limits,
    { readOnly: true },
  )

/** Whether the database can be copied at all. */
export const canCopy = ({ engine }: Workshop): boolean => engine.driver.copies !== undefined
