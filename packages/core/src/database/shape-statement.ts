import type { EpochMilliseconds } from '../contracts/environment.ts'
import type { BatchForm } from './dialect.ts'
import type { KeyedOperation } from './keyed-operation.ts'
import type { Bound, BoundList, Statement } from './statement.ts'

/** The one statement for operations of the same shape. In the form `rows` there is one operation, or as many as `shape.many` takes. */
export const shapeStatement = (
  form: BatchForm['form'],
  operations: readonly KeyedOperation<unknown>[],
  time: EpochMilliseconds | null,
): Statement => {
  const { shape, row } = operations[0]!
  const { constants, timed, columns, summary } = shape
  const values: Bound[] = constants.slice()
  if (timed) values.push(time)
  const alone = operations.length === 1 ? shape.alone : undefined
  if (form === 'rows') for (const operation of operations) values.push(...operation.row)
  else if (alone !== undefined) values.push(...row)
  else
    columns.forEach((_, index) =>
      values.push(operations.map((operation) => operation.row[index]!) as BoundList),
    )
  return {
    text: alone ?? (form === 'rows' && operations.length > 1 ? shape.many!.text : shape.text),
    values,
    cache: true,
    summary,
    point: true,
    one: operations.length === 1,
  }
}
