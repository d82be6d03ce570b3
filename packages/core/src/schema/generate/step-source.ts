import type { SchemaChange } from '../../contracts/schema-change.ts'
import type { ColumnSchema, TableSchema } from '../../contracts/table.ts'
import { tombstone } from '../../door/tombstone.ts'
import type { WrittenChange } from './change-sql.ts'
import { columnSource } from './column-source.ts'
import { partVerb } from './part-source.ts'
import { call, step, type StepParts, type StepSource } from './step-call.ts'
import { stringSource, valueSource } from './value-source.ts'

/** The step for a change: the verb that makes it on every engine, else this engine's own SQL. Undefined where there is neither. */
export const stepSource = (written: WrittenChange, parts: StepParts): StepSource | undefined =>
  verb(written.change, parts) ?? sqlSource(written, parts)

const sqlSource = ({ statements }: WrittenChange, { backend }: StepParts): StepSource | undefined =>
  statements === undefined
    ? undefined
    : step(`sqlStep(${valueSource({ [backend]: statements.join(';\n') })})`, ['sqlStep'])

const verb = (change: SchemaChange, parts: StepParts): StepSource | undefined => {
  const table = 'table' in change ? stringSource(change.table) : ''
  switch (change.kind) {
    case 'create-table':
      return parts.definition(change.table) === undefined
        ? undefined
        : step(`createTable(${parts.variable(change.table)})`, ['createTable'], { tables: [change.table] })
    case 'drop-table':
      return call('dropTable', table)
    case 'rename-table':
      return call('renameTable', table, stringSource(change.to))
    case 'rename-column':
      return call('renameColumn', table, stringSource(change.column), stringSource(change.to))
    case 'drop-column':
      return call('dropColumn', table, stringSource(change.column.name))
    case 'add-column':
      return withType('addColumn', change.table, change.column.name, parts)
    case 'change-column':
      if (change.aspect === 'type' || change.aspect === 'collation')
        return withType('changeColumnType', change.table, change.column, parts)
      if (change.aspect === 'nullable')
        return call(change.after.nullable ? 'dropNotNull' : 'setNotNull', table, stringSource(change.column))
      return change.aspect === 'default' ? defaultSource(change, parts) : undefined
    case 'add-part':
    case 'drop-part':
      return partVerb(change, parts)
    default:
      return undefined
  }
}

const withType = (
  name: 'addColumn' | 'changeColumnType' | 'setDefault',
  table: string,
  column: string,
  { definition }: StepParts,
): StepSource | undefined => {
  const schema = columnOf(definition(table), column)
  if (schema === undefined && column === tombstone)
    return step(`${name}(${stringSource(table)}, ${stringSource(column)}, text().default(''))`, [name], {
      makers: ['text'],
    })
  if (schema === undefined) return undefined
  const { text, imports } = columnSource(schema, { names: false, limits: false })
  return step(`${name}(${stringSource(table)}, ${stringSource(column)}, ${text})`, [name], {
    makers: imports,
  })
}

/** As the definition says it, which is right on every engine; else as this one spells it. */
const defaultSource = (
  { table, column, after }: Extract<SchemaChange, { kind: 'change-column' }>,
  parts: StepParts,
): StepSource => {
  if (after.default === undefined) return call('dropDefault', stringSource(table), stringSource(column))
  if (columnOf(parts.definition(table), column)?.fallback !== undefined)
    return withType('setDefault', table, column, parts)!
  return call('setDefault', stringSource(table), stringSource(column), stringSource(after.default))
}

const columnOf = (table: TableSchema | undefined, name: string): ColumnSchema | undefined =>
  table?.columns.find((column) => column.name === name)
