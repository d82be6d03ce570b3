import type { Column } from '../../contracts/column.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { NewColumn } from '../../database/alter-form.ts'
import { columnSchemas } from '../../tables/column-schemas.ts'
import { defaultExpression } from '../../tables/column-text.ts'
import { columnChecks } from '../../tables/check-text.ts'

/** A column of a definition, as the engine spells it. */
export const newColumn = (
  table: string,
  name: string,
  type: Column,
  dialect: Dialect,
  action: string,
): NewColumn => {
  const [column] = columnSchemas({ [name]: type.named(name) }, action)
  const expression = defaultExpression(column!, dialect)
  const { ddl, range } = dialect.columnType(column!)
  return {
    name,
    type: ddl,
    ...(range === undefined ? {} : { range }),
    isNullable: column!.isNullable,
    ...(expression === undefined ? {} : { default: expression }),
    checks: columnChecks(table, column!, dialect),
  }
}
