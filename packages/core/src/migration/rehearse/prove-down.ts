import type { RehearsedMigration } from '../../contracts/rehearsal.ts'
import type { SchemaModel } from '../../contracts/schema-model.ts'
import { describeChange } from '../../schema/describe-change.ts'
import { fingerprintOf } from '../../schema/fingerprint.ts'
import { schemaDifference } from '../../schema/schema-difference.ts'
import { FailedStep } from '../run/failed-step.ts'
import { undoing } from '../run/undoing.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { refuse } from '../source/refuse.ts'
import { rowChanges, type RowCounts } from './row-counts.ts'

/** A database at one moment. */
export interface State {
  readonly schema: SchemaModel
  readonly rows: RowCounts
}

/** How to look at it, and to go one migration down and up. */
export interface Ways {
  look(): Promise<State>
  down(): Promise<void>
  up(): Promise<void>
}

/** Goes down and up again behind a migration that was done, and says what is then not as it was. */
export const proveDown = async (
  before: State,
  after: State,
  { look, down, up }: Ways,
): Promise<NonNullable<RehearsedMigration['down']>> => {
  await down()
  const left = differences(before, await look())
  if (left.length > 0) return { restores: false, differences: left }
  await up()
  const again = differences(after, await look())
  return { restores: again.length === 0, differences: again }
}

/** Throws for one that does not bring back what was there: whoever relies on it would find out too late. */
export const requireRestored = async (
  migration: LoadedMigration,
  { restores, differences: left }: NonNullable<RehearsedMigration['down']>,
): Promise<void> => {
  if (restores) return
  await undoing(migration, async () => {
    throw new FailedStep(
      { title: 'undo it, and do it again' },
      refuse(
        'rely on its down',
        `it does not bring back what was there: ${left.join('; ')}; mend it, or leave it out and keep a backup to restore`,
      ),
    )
  })
}

const differences = (should: State, found: State): readonly string[] => [
  ...(fingerprintOf(should.schema) === fingerprintOf(found.schema)
    ? []
    : schemaDifference(found.schema, should.schema, { scope: 'all' }).changes.map(describeChange)),
  ...rowChanges(should.rows, found.rows, [])
    .filter(({ before, after }) => before !== undefined && after !== undefined)
    .map(({ table, before, after }) => `table ${table}: ${before} rows, and ${after} afterwards`),
]
