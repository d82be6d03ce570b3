import type { ReferenceSchema, TableSchema } from '../contracts/table.ts'
import type { Capabilities } from '../contracts/capabilities.ts'
import type { Dialect } from '../database/dialect.ts'
import { checkFilter } from '../door/filter.ts'
import { requireColumn } from '../door/table.ts'
import { constraintName } from './constraint-name.ts'
import { staticTarget } from './check-text.ts'
import { predicateText } from './predicate-text.ts'

/** The statements that make the indexes, beside those that keys and unique constraints bring. */
export const indexTexts = (
  schema: TableSchema,
  dialect: Dialect,
  { partialIndexes }: Pick<Capabilities, 'partialIndexes'>,
): readonly string[] => {
  if (dialect.tables.indexes === 'none') return []
  const indexes = [...schema.indexes, ...referenceIndexes(schema)]
  return indexes.map(({ name, columns, where }) => {
    const list = columns.map((property) => {
      const { name: column, isNullable } = requireColumn(schema, property, 'make an index')
      // The order in which null comes first is the default, and only an index of that order gives it.
      return `${dialect.quote(column)}${isNullable ? dialect.tables.nullsFirst : ''}`
    })
    const some = where === undefined || !partialIndexes ? '' : ` where ${whereText(schema, where, dialect)}`
    return `create index ${dialect.quote(name)} on ${dialect.table(schema.name)} (${list.join(', ')})${some}`
  })
}

/** Includes look rows up by what they refer to, and so does every removal of a row that is referred to. */
const referenceIndexes = (schema: TableSchema): TableSchema['indexes'] => {
  const whole = schema.indexes.filter(({ where }) => where === undefined)
  const covering: (readonly string[])[] = [schema.primaryKey, ...[...schema.uniques, ...whole].map(columnsIn)]
  return schema.references.flatMap((reference) => {
    if (covering.some((columns) => leads(columns, reference.columns))) return []
    covering.push(reference.columns)
    return [{ name: constraintName(schema, 'index', reference.columns), columns: reference.columns }]
  })
}

const columnsIn = ({ columns }: Pick<ReferenceSchema, 'columns'>): readonly string[] => columns

/** Whether an index over `columns` finds rows by the values of `wanted`. */
const leads = (columns: readonly string[], wanted: readonly string[]): boolean =>
  wanted.every((property) => columns.slice(0, wanted.length).includes(property))

const whereText = (
  schema: TableSchema,
  where: NonNullable<TableSchema['indexes'][number]['where']>,
  dialect: Dialect,
): string => predicateText(checkFilter(schema, where, 'make an index'), staticTarget(dialect))
