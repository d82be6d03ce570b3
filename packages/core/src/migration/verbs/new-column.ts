import type { Column } from '../../contracts/column.ts'
import type { ColumnSchema } from '../../contracts/table.ts'
import type { NewColumn } from '../../database/alter-form.ts'
import type { Dialect } from '../../database/dialect.ts'
import { columnChecks } from '../../tables/check-text.ts'
import { columnSchemas } from '../../tables/column-schemas.ts'
import { defaultExpression } from '../../tables/column-text.ts'

/** A column that a step names, as the engine spells it. */
export const newColumn = (
  table: string,
  name: string,
  type: Column,
  dialect: Dialect,
  action: string,
): NewColumn => asNew(table, columnSchemas({ [name]: type.named(name) }, action)[0]!, dialect)

/** A column of a definition, as the engine spells it. */
export const asNew = (table: string, column: ColumnSchema, dialect: Dialect): NewColumn => {
  const expression = defaultExpression(column, dialect)
  const { ddl, range } = dialect.columnType(column)
  return {
    name: column.name,
    type: ddl,
    ...(range === undefined ? {} : { range }),
    isNullable: column.isNullable,
    ...(expression === undefined ? {} : { default: expression }),
    checks: columnChecks(table, column, dialect),
  }
}
