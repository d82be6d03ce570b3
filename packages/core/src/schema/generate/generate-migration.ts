import type { GeneratedMigration, JudgedChange } from '../../contracts/generated-migration.ts'
import type { SchemaChange } from '../../contracts/schema-change.ts'
import type { SchemaModel } from '../../contracts/schema-model.ts'
import type { AnyTable } from '../../contracts/table.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { DifferenceOptions } from '../difference-options.ts'
import { fingerprintOf } from '../fingerprint.ts'
import { schemaDifference } from '../schema-difference.ts'
import { classes, classOf } from './change-class.ts'
import { hazardsOf } from './change-hazards.ts'
import { covered } from './covered.ts'
import { requireTable } from '../../door/table.ts'
import { describeStep } from './describe-step.ts'
import { inverse } from './inverse.ts'
import { changeSql, type WrittenChange } from './change-sql.ts'
import { moduleFile, type ModuleBack, type ModuleParts } from './module-file.ts'
import { undoing } from './migration-head.ts'
import type { RowsBehind } from './rows-behind.ts'
import { sqlFile } from './sql-file.ts'
import { stepSource } from './step-source.ts'
import { variables } from './variables.ts'

export interface GenerateOptions extends DifferenceOptions {
  /** What it does, in a few words: the name of the file. */
  readonly name: string
  readonly backend: string
  /** The definitions that `after` was made of, for steps that need one. */
  readonly definitions?: readonly AnyTable[]
  /** `sql`: only statements, and what has none is left to be written. `module`: verbs, which every engine knows. Default: SQL while it is enough. */
  readonly form?: 'sql' | 'module'
  /** Of a module. Default `typescript`. */
  readonly language?: 'typescript' | 'javascript'
  /** Told beside the changes. */
  readonly rows?: RowsBehind
  /** Rules that the text has to accept besides, because it is refused by them; and those of the text that undoes it. */
  readonly accept?: readonly string[]
  readonly acceptDown?: readonly string[]
}

/** The migration from one model to another, as a text for people to read and what machines want to know of it. Pure. */
export const generateMigration = (
  before: SchemaModel,
  after: SchemaModel,
  dialect: Dialect,
  options: GenerateOptions,
): GeneratedMigration => {
  const { changes, questions } = schemaDifference(before, after, options)
  const { changes: form } = dialect.catalog
  const judge = (change: SchemaChange): JudgedChange => {
    const found = classOf(change, form)
    const rows = 'table' in change ? options.rows?.get(change.table) : undefined
    return {
      message: describeStep(change),
      class: found,
      hazards: hazardsOf(change, form),
      reversible: found !== 'destructive' && !(change.kind === 'change-column' && found === 'data'),
      ...(rows !== undefined && { rows }),
    }
  }
  const { renames } = options
  const definitions = new Map(
    (options.definitions ?? []).map((table) => {
      const schema = requireTable(table, 'generate a migration')
      return [schema.name, schema]
    }),
  )
  const parts = {
    name: options.name,
    backend: options.backend,
    isTyped: options.language !== 'javascript',
    judge,
    variable: variables(),
    definition: (table: string) => definitions.get(table),
    covered: covered(changes, (table) => definitions.get(table), dialect),
  }
  const asSql = changeSql(changes, before, dialect, { renames })
  const asSteps = changeSql(changes, before, dialect, { renames, folds: false })
  const isWhole = asSql.every(({ statements }) => statements !== undefined)
  const hasNoVerb = (one: WrittenChange): boolean =>
    !parts.covered.has(one.change) && stepSource(one, parts) === undefined
  const isBetter = !isWhole && (definitions.size > 0 || !asSteps.some(hasNoVerb))
  const isModule = (options.form ?? (isBetter ? 'module' : 'sql')) === 'module'
  const written = isModule ? asSteps : asSql
  const left = (one: WrittenChange): boolean => (isModule ? hasNoVerb(one) : one.statements === undefined)
  const judged = changes.map(judge)
  const down = isModule ? undefined : downText(changes, after, dialect, options, judge)
  return {
    form: isModule ? 'module' : 'sql',
    text: isModule
      ? moduleFile(written, parts, stepsBack(changes, after, dialect, parts))
      : sqlFile(options.name, options.backend, written, judge, { accept: options.accept ?? [] }),
    ...(down !== undefined && { down }),
    sidecar: {
      format: 1,
      backend: options.backend,
      class: classes[Math.max(0, ...judged.map((change) => classes.indexOf(change.class)))]!,
      reversible: judged.every(({ reversible }) => reversible),
      changes: judged,
      questions,
      before: fingerprintOf(before),
      after: fingerprintOf(after),
    },
    unwritten: written.filter(left).map(({ change }) => change),
  }
}

/** Left out where a change has no opposite in SQL. */
const downText = (
  changes: readonly SchemaChange[],
  after: SchemaModel,
  dialect: Dialect,
  { name, backend, acceptDown = [] }: GenerateOptions,
  judge: (change: SchemaChange) => JudgedChange,
): string | undefined => {
  if (!canGoBack(changes)) return undefined
  const written = changeSql(inverse(changes, dialect.catalog.changes), after, dialect)
  if (written.length === 0 || written.some(({ statements }) => statements === undefined)) return undefined
  return sqlFile(`undo ${name}`, backend, written, judge, {
    reason: undoing(name),
    accept: acceptDown,
  })
}

/** The name of the constraint would be another one. */
const canGoBack = (changes: readonly SchemaChange[]): boolean =>
  changes.length > 0 && !changes.some(({ kind }) => kind === 'change-primary-key')

/** The steps that lead back, where there is one for each: what the columns were is not known to any definition. */
const stepsBack = (
  changes: readonly SchemaChange[],
  after: SchemaModel,
  dialect: Dialect,
  parts: ModuleParts,
): ModuleBack | undefined => {
  if (!canGoBack(changes)) return undefined
  const back = inverse(changes, dialect.catalog.changes)
  // No verb gives a column its old type, so none takes the checks of the new one along.
  const verbs = back.filter(({ kind }) => kind !== 'change-column')
  const known = { ...parts, definition: () => undefined, covered: covered(verbs, () => undefined, dialect) }
  const written = changeSql(back, after, dialect, { folds: false })
  const isWhole = written.every(
    (one) => known.covered.has(one.change) || stepSource(one, known) !== undefined,
  )
  return isWhole ? { written, parts: known, reason: undoing(parts.name) } : undefined
}
