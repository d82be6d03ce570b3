import type { Column, ColumnKind } from '../contracts/column.ts'
import { checkLimit } from '../door/duration.ts'

interface Size {
  readonly precision?: number
  readonly scale?: number
}

const column = <T>(kind: ColumnKind, size: Size = {}, isNullable = false): Column<T> => ({
  kind,
  isNullable,
  ...size,
  nullable: () => column<T | null>(kind, size, true),
})

/** Well-formed text without U+0000; compares as UTF-8 bytes. */
export const text = (): Column<string> => column('text')
/** A whole number within ±(2^53 − 1). */
export const integer = (): Column<number> => column('integer')
/** A whole number of 64 bits. */
export const bigint = (): Column<bigint> => column('bigint')
/** A double; never NaN or infinite. */
export const real = (): Column<number> => column('real')
/** An exact number of `precision` digits, `scale` of them after the point, as a string. */
export const decimal = (precision: number, scale = 0): Column<string> => {
  checkLimit(precision, 'define a decimal column with this precision', 38)
  if (scale !== 0) checkLimit(scale, 'define a decimal column with this scale', precision)
  return column('decimal', { precision, scale })
}
export const boolean = (): Column<boolean> => column('boolean')
/** An instant in UTC, to the millisecond. */
export const timestamp = (): Column<Date> => column('timestamp')
/** A calendar day, `YYYY-MM-DD`. */
export const date = (): Column<string> => column('date')
/** A JSON value of type `T`; the type is not checked. */
export const json = <T = unknown>(): Column<T> => column('json')
export const bytes = (): Column<Uint8Array> => column('bytes')
/** A UUID in lower case. */
export const uuid = (): Column<string> => column('uuid')
