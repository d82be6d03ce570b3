import type { ColumnSchema, TableSchema } from '../contracts/table.ts'
import { HoldfastError } from '../errors.ts'
import type { ColumnValue } from './column-value.ts'
import { checkFilter } from './filter.ts'
import { matches } from './matches.ts'
import type { Predicate } from './predicate.ts'

interface RowCheck {
  readonly name: string
  readonly predicate: Predicate
}

const known = new WeakMap<TableSchema, readonly RowCheck[]>()

/** The error that an engine would answer with when a row, its values in the order of the columns, breaks a check of its table; undefined for a good one. */
export function brokenCheck(
  schema: TableSchema,
  row: readonly ColumnValue[],
  action: string,
): HoldfastError | undefined {
  const valueAt = (column: ColumnSchema): ColumnValue => row[schema.columns.indexOf(column)] ?? null
  const broken = checksOf(schema).find(({ predicate }) => !matches(predicate, valueAt))
  if (broken === undefined) return undefined
  return new HoldfastError('check', `Cannot ${action}: the check "${broken.name}" refuses the row`, {
    table: schema.name,
    constraint: broken.name,
  })
}

const checksOf = (schema: TableSchema): readonly RowCheck[] => {
  let checks = known.get(schema)
  if (checks === undefined) {
    checks = schema.checks.map(({ name, where }) => ({
      name,
      predicate: checkFilter(schema, where, 'check a row'),
    }))
    known.set(schema, checks)
  }
  return checks
}
