import type { Call, Executor } from '../../database/executor.ts'
import type { KeyedOperation, Shape } from '../../database/keyed-operation.ts'
import { shapeStatement } from '../../database/shape-statement.ts'
import type { Bound, DriverCell } from '../../database/statement.ts'
import { compareBytes } from '../../door/key.ts'

/** So many travel in one statement where one takes several. */
export const writesPerStatement = 1_000

/** Rows that came back, by key. */
export type RowsByKey = ReadonlyMap<string, readonly DriverCell[]>

/**
 * Writes of one shape in this transaction, one behind the other or by statements that take several; the rows that came back. Each row begins with its
 * bound key, which no two have in common. They are sent in the order of the keys, in which whoever locks rows does.
 */
export const writeMany = async (
  executor: Executor,
  shape: Shape,
  rows: readonly (readonly Bound[])[],
  call: Call,
): Promise<RowsByKey> => {
  const { form } = executor.dialect.batch
  const size = form === 'arrays' ? writesPerStatement : 1
  const operations = rows
    .map((row): KeyedOperation<undefined> => ({ shape, key: row[0] as string, row, answer: () => undefined }))
    .sort((left, right) => compareBytes(left.key, right.key))
  const found = new Map<string, readonly DriverCell[]>()
  for (let at = 0; at < operations.length; at += size) {
    const statement = shapeStatement(form, operations.slice(at, at + size), executor.time())
    const ran = executor.query(statement, 'write', call)
    const result = ran instanceof Promise ? await ran : ran
    for (const row of result.rows) found.set(row[0] as string, row)
  }
  return found
}
