import type {
  Column,
  ColumnFlag,
  ColumnKind,
  ColumnSpecification,
  OnDelete,
  TableColumn,
} from '../contracts/column.ts'
import { checkLimit } from '../door/duration.ts'
import { checkName } from '../door/name.ts'
import { checkText } from '../door/text.ts'

/** A column whose methods give changed copies. What they ask for is judged by `defineTable`, which sees all of it. */
const column = <T, F extends ColumnFlag = never, R = unknown>(
  specification: ColumnSpecification,
): Column<T, F, R> => {
  const changed = <T2, F2 extends ColumnFlag, R2 = R>(
    change: Partial<ColumnSpecification>,
  ): Column<T2, F2, R2> => column<T2, F2, R2>({ ...specification, ...change })
  return {
    ...specification,
    nullable: () => changed<T | null, F | 'optional'>({ isNullable: true }),
    default: (value) => changed<T, F | 'optional'>({ fallback: isExpression(value) ? value : { value } }),
    primaryKey: () => changed({ isPrimaryKey: true }),
    unique: () => changed<T, F>({ isUnique: true }),
    references: (target: (() => TableColumn) | string, options?: { readonly onDelete?: OnDelete }) =>
      changed<T, F, never>({ reference: { column: target, onDelete: options?.onDelete ?? 'restrict' } }),
    named: (name) => changed<T, F>({ name: checkName(name, 'column name', 'define a column') }),
  }
}

const isExpression = (
  value: unknown,
): value is NonNullable<ColumnSpecification['fallback']> & { expression: string } =>
  typeof value === 'object' && value !== null && expressions.has(value)

/** The default expressions, which are told from values by identity. */
const expressions = new WeakSet<object>()
/** Tells a default expression from a JSON value that looks like one. */
export const markExpression = <E extends object>(expression: E): E => {
  expressions.add(expression)
  return Object.freeze(expression)
}

const plain = <T, F extends ColumnFlag = never>(
  kind: ColumnKind,
  more: Partial<ColumnSpecification> = {},
): Column<T, F> => column<T, F>({ kind, isNullable: false, ...more })

/**
 * Well-formed text without U+0000; compares as UTF-8 bytes. `collation: 'database'` compares as the database was set up to, for columns that are joined
 * with tables of others: such a join could not use an index otherwise.
 */
export const text = (options?: { readonly collation?: 'database' }): Column<string, 'text'> =>
  plain('text', options?.collation === undefined ? {} : { collation: options.collation })
/** One of these texts. */
export const oneOf = <const V extends readonly [string, ...string[]]>(
  ...values: V
): Column<V[number], never> => {
  const action = 'define a column of listed values'
  for (const value of values) {
    if (typeof value !== 'string') throw new TypeError(`Cannot ${action}: the values must be strings`)
    checkText(value, action)
  }
  if (values.length === 0) throw new TypeError(`Cannot ${action}: name at least one value`)
  if (new Set(values).size < values.length) throw new TypeError(`Cannot ${action}: a value occurs twice`)
  return plain('enum', { values })
}
/** A whole number within ±(2^53 − 1). */
export const integer = (): Column<number, never> => plain('integer')
/** A whole number of 64 bits. */
export const bigint = (): Column<bigint, never> => plain('bigint')
/** A double; never NaN, infinite or −0. */
export const real = (): Column<number, never> => plain('real')
/** An exact number of `precision` digits, `scale` of them after the point, as a string. */
export const decimal = (precision: number, scale = 0): Column<string, 'decimal'> => {
  checkLimit(precision, 'define a decimal column with this precision', 38)
  if (scale !== 0) checkLimit(scale, 'define a decimal column with this scale', precision)
  return plain('decimal', { precision, scale })
}
/** True or false, not a number. */
export const boolean = (): Column<boolean, never> => plain('boolean')
/** An instant in UTC, to the millisecond. */
export const timestamp = (): Column<Date, never> => plain('timestamp')
/** A calendar day, `YYYY-MM-DD`. */
export const date = (): Column<string, never> => plain('date')
/**
 * A JSON value of type `T`; the type is not checked. What is read equals what was written; the order of its keys may differ, and
 * −0 may come back as 0.
 */
export const json = <T = unknown>(): Column<T, 'json'> => plain('json')
/** Bytes, at most 16 MiB; what is read is a copy. */
export const bytes = (): Column<Uint8Array, never> => plain('bytes')
/** A UUID in lower case. */
export const uuid = (): Column<string, 'text'> => plain('uuid')

/** A column that the library keeps; see `timestamps`, `softDelete`, `version` and `tenant`. */
export const kept = <T, F extends ColumnFlag>(
  kind: ColumnKind,
  keeps: NonNullable<ColumnSpecification['keeps']>,
  isNullable = false,
): Column<T, F> => plain<T, F>(kind, { keeps, isNullable })
