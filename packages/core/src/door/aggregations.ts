import type { ColumnSchema, TableSchema } from '../contracts/table.ts'
import { checkFilter } from './filter.ts'
import { always, type Predicate } from './predicate.ts'
import { requireColumn } from './table.ts'

/** One number over rows: `column` is missing for `count` alone. */
export interface CheckedAggregation {
  readonly name: string
  readonly kind: 'count' | 'sum' | 'avg' | 'min' | 'max'
  readonly column: ColumnSchema | undefined
  readonly where: Predicate
}

const kinds = ['count', 'sum', 'avg', 'min', 'max'] as const
const numeric = new Set(['integer', 'bigint', 'real', 'decimal'])

export function checkAggregations(
  schema: TableSchema,
  select: unknown,
  action: string,
): readonly CheckedAggregation[] {
  if (
    typeof select !== 'object' ||
    select === null ||
    Array.isArray(select) ||
    Object.keys(select).length === 0
  ) {
    throw new TypeError(
      `Cannot ${action}: select must name at least one number, as { total: { sum: 'amount' } }`,
    )
  }
  return Object.entries(select).map(([name, given]: [string, unknown]) =>
    checkOne(schema, name, given, action),
  )
}

function checkOne(schema: TableSchema, name: string, given: unknown, action: string): CheckedAggregation {
  if (name === '__proto__') throw new TypeError(`Cannot ${action}: a number cannot be called "${name}"`)
  const what = `${action}: ${JSON.stringify(name)}`
  if (typeof given !== 'object' || given === null) {
    throw new TypeError(`Cannot ${what} must be an object, as { count: true }`)
  }
  const { where, ...rest } = given as Readonly<Record<string, unknown>>
  const [kind, more] = Object.keys(rest)
  if (more !== undefined || !kinds.some((known) => known === kind)) {
    throw new TypeError(`Cannot ${what} must be one of ${kinds.join(', ')}, and where`)
  }
  const checked = {
    name,
    kind: kind as CheckedAggregation['kind'],
    where: where === undefined ? always : checkFilter(schema, where, action),
  }
  const value = rest[checked.kind]
  if (checked.kind === 'count') {
    if (value !== true) throw new TypeError(`Cannot ${what} takes { count: true }`)
    return { ...checked, column: undefined }
  }
  const column = requireColumn(schema, value, action)
  const fits =
    checked.kind === 'sum' || checked.kind === 'avg' ? numeric.has(column.kind) : column.kind !== 'json'
  if (!fits) throw new TypeError(`Cannot ${what} takes no column of the type ${column.kind}`)
  return { ...checked, column }
}
