import type { ColumnSchema, TableSchema } from '../contracts/table.ts'
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

export interface NamedCheck {
  readonly name: string
  readonly expression: string
}

/** What must hold for the values of one column: that they are listed, or in range. */
export const columnChecks = (
  table: string,
  column: ColumnSchema,
  dialect: Dialect,
): readonly NamedCheck[] => {
  const checks: NamedCheck[] = []
  const quoted = dialect.quote(column.name)
  if (column.values !== undefined) {
    const values = column.values.map((value) => dialect.literal(value)).join(', ')
    checks.push({ name: columnCheckName(table, column, 'values'), expression: `${quoted} in (${values})` })
  }
  const { range } = dialect.columnType(column)
  if (range !== undefined) {
    const [least, greatest] = range.map((bound) => dialect.literal(bound))
    checks.push({
      name: columnCheckName(table, column, 'range'),
      expression: `${quoted} between ${least} and ${greatest}`,
    })
  }
  return checks
}

/** What must hold for every row: listed values, ranges, and what the definition says. */
export const checkTexts = (schema: TableSchema, dialect: Dialect): readonly string[] => {
  const named = ({ name, expression }: NamedCheck): string =>
    `constraint ${dialect.quote(name)} check (${expression})`
  const ofColumns = schema.columns.flatMap((column) => columnChecks(schema.name, column, dialect))
  // Unknown passes a check, but a filter that meets a null does not match.
  const own = schema.checks.map(({ name, where }) => {
    const predicate = checkFilter(schema, where, `make the table "${schema.name}"`)
    return { name, expression: `(${predicateText(predicate, staticTarget(dialect))}) is true` }
  })
  return [...ofColumns, ...own].map(named)
}
