import type { Finding } from '../../contracts/hazard.ts'
import type { MigrationStep } from '../../contracts/migration-step.ts'
import type { BrokenReference, LostValues, RehearsedMigration } from '../../contracts/rehearsal.ts'
import type { SchemaModel } from '../../contracts/schema-model.ts'
import type { TableAction } from '../../contracts/statement-facts.ts'
import { hazardsOf } from '../guards/judge-hazards.ts'
import { judgedText } from '../guards/judged-text.ts'
import type { EffectWatch } from '../proof/effect-watch.ts'
import { withoutLedger } from '../run/drift.ts'
import type { Run } from '../run/run.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { scriptUnits, type ScriptUnits } from '../units/script-units.ts'
import type { Work } from '../workshop.ts'
import { factsIn, namedTables, stepsOf } from './named-tables.ts'
import { countRows, rowChanges, type RowCounts } from './row-counts.ts'
import { schemaChanges } from './schema-changes.ts'

/** What is there before a migration. */
export interface Before {
  readonly schema: SchemaModel
  readonly rows: RowCounts
  readonly hazards: readonly Finding[]
  readonly script: ScriptUnits
  /** What the dialect says of actions that no look can find. */
  readonly rewritten: readonly string[]
}

export const lookBefore = async (
  { context, workshop, ledger }: Run,
  work: Work,
  migration: LoadedMigration,
): Promise<Before> => {
  const { dialect } = context
  const { up } = migration
  const schema = await context.readSchema(work)
  // The history is written on a copy, too, and is no news.
  const rows = await countRows(work.ask, dialect, withoutLedger(schema, ledger))
  const { version } = workshop.engine.driver.facts
  const hazards =
    up.kind === 'sql' ? await hazardsOf(work, dialect, version, schema, judgedText(migration)) : []
  const script = scriptUnits(migration, up, context)
  const rewritten = rewrittenBy(dialect.effects?.rewriting ?? [], migration, script)
  const names = schema.tables.map(({ name }) => name)
  return {
    schema,
    rows,
    hazards,
    script,
    rewritten: names.filter((name) => rewritten.includes(name.toLowerCase())),
  }
}

export const lookAfter = async (
  { context, ledger }: Pick<Run, 'context' | 'ledger'>,
  work: Work,
): Promise<Pick<Before, 'schema' | 'rows'>> => {
  const schema = await context.readSchema(work)
  return { schema, rows: await countRows(work.ask, context.dialect, withoutLedger(schema, ledger)) }
}

/** The action of an `alter table` that a step may come to. */
const actionOf: { readonly [K in MigrationStep['kind']]?: TableAction['kind'] } = {
  'change-column-type': 'set-type',
  'drop-column': 'drop-column',
}

const rewrittenBy = (
  rewriting: readonly TableAction['kind'][],
  migration: LoadedMigration,
  script: ScriptUnits,
): readonly string[] => [
  ...factsIn(script).flatMap((one) =>
    one.kind === 'alter-table' && one.actions.some(({ kind }) => rewriting.includes(kind))
      ? [one.table.key.toLowerCase()]
      : [],
  ),
  ...stepsOf(migration).flatMap((step) => {
    const action = actionOf[step.kind]
    return action !== undefined &&
      rewriting.includes(action) &&
      'table' in step &&
      typeof step.table === 'string'
      ? [step.table.toLowerCase()]
      : []
  }),
]

interface After extends Pick<Before, 'schema' | 'rows'> {
  readonly brokenReferences: readonly BrokenReference[]
  readonly duration: number
}

/** What a migration did, told. */
export const described = (
  migration: LoadedMigration,
  before: Before & { readonly lost: readonly LostValues[]; readonly watch: EffectWatch | undefined },
  after: After,
): RehearsedMigration => {
  const { version, name, file } = migration
  const tables = [...new Set([...before.rows.keys(), ...after.rows.keys()])]
  const named = namedTables(migration, before.script, tables)
  const isEmpty = before.script.units.length === 0
  const { rewritten, rebuilt, locks } =
    isEmpty || before.watch === undefined
      ? { rewritten: [], rebuilt: [], locks: [] }
      : before.watch.effects(named, before.rewritten)
  return {
    version,
    name,
    ...(file === undefined ? {} : { file }),
    duration: after.duration,
    ...schemaChanges(before.schema, after.schema),
    rows: rowChanges(before.rows, after.rows, named),
    lost: before.lost,
    rewritten,
    rebuilt,
    locks,
    brokenReferences: after.brokenReferences,
    hazards: before.hazards,
  }
}
