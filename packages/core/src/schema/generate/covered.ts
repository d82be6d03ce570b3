import type { SchemaChange } from '../../contracts/schema-change.ts'
import type { CheckModel } from '../../contracts/schema-model.ts'
import type { TableSchema } from '../../contracts/table.ts'
import type { Dialect } from '../../database/dialect.ts'
import { looseExpression } from '../loose-expression.ts'
import { columnCheckName } from '../../tables/column-check-name.ts'
import { columnChecks } from '../../tables/check-text.ts'

/**
 * Changes that a verb makes along with its own: the checks of a column's values come and go with its type, and what stands on a column goes
 * when it is dropped.
 */
export const covered = (
  changes: readonly SchemaChange[],
  definition: (table: string) => TableSchema | undefined,
  dialect: Dialect,
): ReadonlySet<SchemaChange> => {
  const verbs = changes.filter(
    ({ kind }) => kind === 'add-column' || kind === 'change-column' || kind === 'drop-column',
  )
  const created = new Set(changes.flatMap((change) => (change.kind === 'create-table' ? [change.table] : [])))
  return new Set(
    changes.filter((change) => {
      // A table is made with the triggers that record its changes.
      if (change.kind === 'create-object' && change.of === 'trigger')
        return definition(change.object.table) !== undefined && created.has(change.object.table)
      if (change.kind !== 'add-part' && change.kind !== 'drop-part') return false
      const own = verbs.filter((verb) => 'table' in verb && verb.table === change.table)
      if (change.kind === 'drop-part') {
        const gone = own.flatMap((verb) => (verb.kind === 'drop-column' ? [verb.column.name] : []))
        if (change.of === 'unique' || change.of === 'foreign-key')
          return change.part.columns.some((column) => gone.includes(column))
        const retyped = own.flatMap((verb) => (isRetype(verb) ? [verb.column] : []))
        return (
          change.of === 'check' &&
          [...gone, ...retyped].some((column) => isOfColumn(change.table, column, change.part))
        )
      }
      if (change.of !== 'check') return false
      const made = own.flatMap((verb) =>
        verb.kind === 'add-column' ? [verb.column.name] : isRetype(verb) ? [verb.column] : [],
      )
      return made.some((column) => isMadeFor(column, change.part, definition(change.table), dialect))
    }),
  )
}

type ColumnChange = Extract<SchemaChange, { kind: 'change-column' }>

const isRetype = (change: SchemaChange): change is ColumnChange =>
  change.kind === 'change-column' && change.aspect === 'type'

const isOfColumn = (table: string, column: string, check: CheckModel): boolean => {
  if (check.name !== undefined)
    return (['range', 'values'] as const).some(
      (kind) => columnCheckName(table, { name: column }, kind) === check.name,
    )
  const text = looseExpression(check.expression)
  return (
    text.startsWith(`${looseExpression(column)}between`) || text.startsWith(`${looseExpression(column)}in'`)
  )
}

const isMadeFor = (
  name: string,
  check: CheckModel,
  definition: TableSchema | undefined,
  dialect: Dialect,
): boolean => {
  const column = definition?.columns.find((one) => one.name === name)
  if (definition === undefined || column === undefined) return false
  return columnChecks(definition.name, column, dialect).some((made) =>
    check.name === undefined
      ? looseExpression(made.expression) === looseExpression(check.expression)
      : made.name === check.name,
  )
}
