import type { PartChange, SchemaChange } from '../../contracts/schema-change.ts'
import type { IndexModel } from '../../contracts/schema-model.ts'
import type { ColumnSchema, TableSchema } from '../../contracts/table.ts'
import { tombstone } from '../../door/tombstone.ts'
import type { WrittenChange } from './change-sql.ts'
import { columnSource } from './column-source.ts'
import { stringSource, valueSource } from './value-source.ts'

/** A step of a module. `verbs` and `makers`: what it imports of the migrations and of the package; `tables`: whose definitions it needs. */
export interface StepSource {
  readonly text: string
  readonly verbs: readonly string[]
  readonly makers: readonly string[]
  readonly tables: readonly string[]
}

export interface StepParts {
  readonly backend: string
  definition(table: string): TableSchema | undefined
  variable(table: string): string
}

/** The step for a change: the verb that makes it on every engine, else this engine's own SQL. Undefined where there is neither. */
export const stepSource = (written: WrittenChange, parts: StepParts): StepSource | undefined =>
  verb(written.change, parts) ?? sqlSource(written, parts)

const sqlSource = ({ statements }: WrittenChange, { backend }: StepParts): StepSource | undefined =>
  statements === undefined
    ? undefined
    : step(`sqlStep(${valueSource({ [backend]: statements.join(';\n') })})`, ['sqlStep'])

const step = (
  text: string,
  verbs: readonly string[],
  more: Partial<Pick<StepSource, 'makers' | 'tables'>> = {},
): StepSource => ({ text, verbs, makers: [], tables: [], ...more })

const call = (name: string, ...given: readonly string[]): StepSource =>
  step(`${name}(${given.join(', ')})`, [name])

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
      return undefined
    case 'add-part':
    case 'drop-part':
      return partVerb(change)
    default:
      return undefined
  }
}

const withType = (
  name: 'addColumn' | 'changeColumnType',
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

const columnOf = (table: TableSchema | undefined, name: string): ColumnSchema | undefined =>
  table?.columns.find((column) => column.name === name)

const partVerb = (change: PartChange): StepSource | undefined => {
  const table = stringSource(change.table)
  if (change.of === 'index') {
    if (change.kind === 'drop-part') return call('dropIndex', table, stringSource(change.part.name))
    return isPlain(change.part) ? indexSource(change.table, change.part) : undefined
  }
  if (change.kind === 'add-part' && change.of === 'unique') {
    const { name, columns } = change.part
    const keys = columns.map((column) => ({ column }))
    return indexSource(change.table, {
      name: name ?? [change.table, ...columns, 'unique'].join('_'),
      keys,
      unique: true,
      isValid: true,
    })
  }
  return undefined
}

const isPlain = ({ keys, include, method }: IndexModel): boolean =>
  include === undefined &&
  method === undefined &&
  keys.every((key) => key.column !== undefined && Object.keys(key).length === 1)

const indexSource = (table: string, { name, keys, unique, where }: IndexModel): StepSource => {
  const options = { ...(unique && { unique }), ...(where !== undefined && { where }) }
  const end = Object.keys(options).length === 0 ? [] : [valueSource(options)]
  return call(
    'createIndex',
    stringSource(table),
    stringSource(name),
    valueSource(keys.map(({ column }) => column)),
    ...end,
  )
}
