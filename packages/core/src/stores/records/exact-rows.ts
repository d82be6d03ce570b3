import type { ColumnSchema } from '../../contracts/table.ts'
import type { ColumnValue } from '../../door/column-value.ts'
import { identityOf } from '../../door/portable-text.ts'
import { allOf, anyOf, type Predicate } from '../../door/predicate.ts'

type Value = Exclude<ColumnValue, null>

/**
 * Exactly the rows with these values in `columns`. Of several columns the last is looked up in a list, for each combination of values of those before
 * it: so a tenant's rows are one list.
 */
export const exactRows = (
  columns: readonly ColumnSchema[],
  rows: readonly Readonly<Record<string, unknown>>[],
): Predicate => {
  const last = columns.at(-1)!
  const before = columns.slice(0, -1)
  const groups = new Map<string, Record<string, unknown>[]>()
  for (const row of rows) {
    const group = identityOf(before.map(({ property }) => row[property] as Value))
    const known = groups.get(group)
    if (known === undefined) groups.set(group, [row])
    else known.push(row)
  }
  const valueIn = (row: Readonly<Record<string, unknown>>, { property }: ColumnSchema): Value =>
    row[property] as Value
  return anyOf(
    [...groups.values()].map((some) =>
      allOf([
        ...before.map((column): Predicate => ({
          op: 'compare',
          column,
          test: 'eq',
          value: valueIn(some[0]!, column),
        })),
        { op: 'in', column: last, values: some.map((row) => valueIn(row, last)) },
      ]),
    ),
  )
}
