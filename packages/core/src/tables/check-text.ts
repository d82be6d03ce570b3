import type { TableSchema } from '../contracts/table.ts'
import type { Dialect } from '../database/dialect.ts'
import { checkFilter } from '../door/filter.ts'
import { columnCheckName } from './column-check-name.ts'
import { predicateText, type PredicateTarget } from './predicate-text.ts'

/** A filter as part of the DDL, which takes no parameters. */
export const staticTarget = (dialect: Dialect): PredicateTarget => ({
  dialect,
  alias: '',
  bind: (value) => dialect.literal(value),
})

/** What must hold for every row: listed values, ranges, and what the definition says. */
export const checkTexts = (schema: TableSchema, dialect: Dialect): readonly string[] => {
  const named = (name: string, text: string): string => `constraint ${dialect.quote(name)} check (${text})`
  const listed = schema.columns.flatMap((column) => {
    if (column.values === undefined) return []
    const values = column.values.map((value) => dialect.literal(value)).join(', ')
    return [
      named(columnCheckName(schema.name, column, 'values'), `${dialect.quote(column.name)} in (${values})`),
    ]
  })
  const ranges = schema.columns.flatMap((column) => {
    const { range } = dialect.columnType(column)
    if (range === undefined) return []
    const [least, greatest] = range.map((bound) => dialect.literal(bound))
    return [
      named(
        columnCheckName(schema.name, column, 'range'),
        `${dialect.quote(column.name)} between ${least} and ${greatest}`,
      ),
    ]
  })
  // Unknown passes a check, but a filter that meets a null does not match.
  const own = schema.checks.map(({ name, where }) => {
    const predicate = checkFilter(schema, where, `make the table "${schema.name}"`)
    return named(name, `(${predicateText(predicate, staticTarget(dialect))}) is true`)
  })
  return [...listed, ...ranges, ...own]
}
