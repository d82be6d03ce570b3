import type { TableSchema } from '../../contracts/table.ts'
import { columnSource, type Source } from './column-source.ts'
import { propertySource, stringSource, valueSource } from './value-source.ts'

/** A definition written out, as `const users = defineTable('users', { … })`: one that is imported would change with the application. */
export const tableSource = (
  schema: TableSchema,
  variables: (table: string) => string,
  isTyped: boolean,
): Source => {
  const imports = ['defineTable']
  const lines = schema.columns.map((column) => {
    const reference = schema.references.find(({ property }) => property === column.property)
    const target = reference?.target()
    const source = columnSource(column, {
      names: true,
      limits: true,
      ...(reference !== undefined &&
        target !== undefined && {
          reference: {
            onDelete: reference.onDelete,
            variable: variables(target.schema.name),
            property: target.columns.at(-1)!,
            isTyped,
          },
        }),
    })
    imports.push(...source.imports)
    return `  ${propertySource(column.property)}: ${source.text},`
  })
  const constraints = constraintsSource(schema)
  const type =
    !isTyped || schema.references.length === 0 ? '' : ': AnyTable & Readonly<Record<string, TableColumn>>'
  if (type !== '') imports.push('type AnyTable', 'type TableColumn')
  const end = constraints.length === 0 ? '})' : `}, {\n${constraints.join('\n')}\n})`
  const text = `const ${variables(schema.name)}${type} = defineTable(${stringSource(schema.name)}, {\n${lines.join('\n')}\n${end}`
  return { text, imports }
}

/** What the columns do not say themselves. The tenant is added by the definition, so it is left out. */
const constraintsSource = (schema: TableSchema): readonly string[] => {
  const withoutTenant = (columns: readonly string[]): readonly string[] =>
    columns.filter((property) => property !== schema.tenant)
  const key = withoutTenant(schema.primaryKey)
  const isMarked = schema.columns.some(({ isPrimaryKey }) => isPrimaryKey === true)
  const uniques = schema.uniques
    .map(({ columns }) => withoutTenant(columns))
    .filter(
      (columns) =>
        columns.length !== 1 ||
        schema.columns.find(({ property }) => property === columns[0])?.isUnique !== true,
    )
  const indexes = schema.indexes.map(({ columns, where }) =>
    where === undefined
      ? valueSource(withoutTenant(columns))
      : `{ columns: ${valueSource(withoutTenant(columns))}, where: ${valueSource(where)} }`,
  )
  const checks = schema.checks.map(({ name, where }) => {
    const own = name.slice(schema.name.length + 1, -'_check'.length)
    return `${propertySource(own)}: ${valueSource(where)}`
  })
  return [
    ...(isMarked ? [] : [`  primaryKey: ${valueSource(key)},`]),
    ...(uniques.length === 0 ? [] : [`  unique: ${valueSource(uniques)},`]),
    ...(indexes.length === 0 ? [] : [`  index: [${indexes.join(', ')}],`]),
    ...(checks.length === 0 ? [] : [`  check: { ${checks.join(', ')} },`]),
  ]
}
