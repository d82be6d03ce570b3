import type { EpochMilliseconds } from '../contracts/environment.ts'
import type { BatchForm } from './dialect.ts'
import type { KeyedOperation, Shape } from './keyed-operation.ts'
import type { Bound, BoundList, Statement } from './statement.ts'

/** The one statement for operations of the same shape. In the form `rows` there is one operation, or as many as `shape.many` takes. */
export const shapeStatement = (
  form: BatchForm['form'],
  operations: readonly KeyedOperation<unknown>[],
  time: EpochMilliseconds | null,
): Statement =>
  rowsStatement(
    form,
    operations[0]!.shape,
    operations.map(({ row }) => row),
    time,
  )

/** The same from what the operations bring. */
export const rowsStatement = (
  form: BatchForm['form'],
  shape: Shape,
  rows: readonly (readonly Bound[])[],
  time: EpochMilliseconds | null,
): Statement => {
  const { constants, timed, columns, summary, relaxed } = shape
  const values: Bound[] = constants.slice()
  if (timed) values.push(time)
  const alone = rows.length === 1 ? shape.alone : undefined
  if (form === 'rows') for (const row of rows) values.push(...row)
  else if (alone !== undefined) values.push(...rows[0]!)
  else columns.forEach((_, index) => values.push(rows.map((row) => row[index]!) as BoundList))
  return {
    text: alone ?? (form === 'rows' && rows.length > 1 ? shape.many!.text : shape.text),
    values,
    cache: true,
    summary,
    point: true,
    one: rows.length === 1,
    ...(relaxed === true ? { relaxed } : {}),
  }
}
