import type { EpochMilliseconds } from '../contracts/environment.ts'
import type { BatchForm } from './dialect.ts'
import type { KeyedOperation } from './keyed-operation.ts'
import type { Bound, Statement } from './statement.ts'

/** The one statement for operations of the same shape. In the form `rows` there is exactly one operation. */
export const shapeStatement = (
  form: BatchForm['form'],
  operations: readonly KeyedOperation<unknown>[],
  time: EpochMilliseconds | null,
): Statement => {
  const { shape } = operations[0]!
  const values: Bound[] = shape.constants.slice()
  if (shape.timed) values.push(time)
  if (form === 'rows') values.push(...operations[0]!.row)
  else
    for (let column = 0; column < shape.columns.length; column++)
      values.push(operations.map(({ row }) => row[column]!))
  return { text: shape.text, values, cache: true, summary: shape.summary, point: true }
}
