import type { SchemaModel } from '../../contracts/schema-model.ts'
import type { Squashed } from '../../contracts/squash.ts'
import type { StatementFacts } from '../../contracts/statement-facts.ts'
import type { Dialect } from '../../database/dialect.ts'
import { changeSql } from '../../schema/generate/change-sql.ts'
import { schemaDifference } from '../../schema/schema-difference.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import { writeSquashed } from '../source/squashed.ts'
import { scriptUnits } from '../units/script-units.ts'
import type { StepContext } from '../verbs/step-units.ts'
import type { Seeds } from './seeds.ts'

const nothing: SchemaModel = { tables: [], views: [], triggers: [], sequences: [], types: [], functions: [] }

/** What a squashed text begins with. */
export const squashHead = (name: string, backend: string, squashes: readonly Squashed[]): string =>
  `-- ${name}: stands for the migrations below in a new database of ${backend}. It was proved to lead to the same; do not edit it.\n${writeSquashed(squashes)}`

/** What there is in the end, made at once; undefined where the model does not know everything. */
export const schemaText = (schema: SchemaModel, seeds: Seeds, dialect: Dialect): string | undefined => {
  const { changes } = schemaDifference(nothing, schema, { scope: 'all' })
  const written = changeSql(changes, nothing, dialect)
  if (written.some(({ statements }) => statements === undefined)) return undefined
  // A counter that cannot be set would give a number of a row that is there.
  if (schema.sequences.length > 0 && seeds.inserts.length > 0 && seeds.counters.length === 0) return undefined
  const last = written.findLastIndex(({ change }) => change.kind === 'create-table')
  const texts = (list: typeof written): readonly string[] => list.flatMap(({ statements = [] }) => statements)
  // Triggers come behind the rows, which they have seen already.
  return [
    ...texts(written.slice(0, last + 1)),
    ...seeds.inserts,
    ...texts(written.slice(last + 1)),
    ...seeds.counters,
  ]
    .map((text) => `\n${text};\n`)
    .join('')
}

/** What changes something that a model of the schema does not hold. */
const beside = new Set<StatementFacts['kind']>([
  'comment',
  'grant',
  'unknown',
  'call',
  'set',
  'pragma',
  'copy',
])

/** Whether the model of the schema and the rows are all that these migrations leave, as far as their texts tell. */
export const isAllInModel = (list: readonly LoadedMigration[], context: StepContext): boolean =>
  list.every((one) => scriptUnits(one, one.up, context).facts.every(({ kind }) => !beside.has(kind)))

/** The texts one behind the other; undefined where one of them is no text, or no transaction. */
export const allTexts = (list: readonly LoadedMigration[], context: StepContext): string | undefined => {
  const parts: string[] = []
  for (const one of list) {
    const { up, version, name, file = `${version} ${name}` } = one
    if (up.kind !== 'sql' || !scriptUnits(one, up, context).isOneTransaction) return undefined
    const end = /;\s*$/.test(up.text) ? '' : '\n;'
    parts.push(`\n-- ${file}\n${up.text.replaceAll(/^--\s*squashes\s*:.*\n/gm, '').trimEnd()}${end}\n`)
  }
  return parts.join('')
}
