import type { Call, Executor } from '../../database/executor.ts'
import type { Shape } from '../../database/keyed-operation.ts'
import { rowsStatement } from '../../database/shape-statement.ts'
import type { Bound } from '../../database/statement.ts'
import { writesPerStatement } from './write-many.ts'

/** Whether `insertNew` sends so many in one statement, which needs no transaction. */
export const isOneInsert = (executor: Executor, count: number): boolean =>
  executor.dialect.batch.form === 'arrays' ? count <= writesPerStatement : count === 1

/** Inserts rows whose keys nobody else has, by a shape of `KeyedTable.insert`. Each row begins with its bound key. */
export const insertNew = async (
  executor: Executor,
  shape: Shape,
  rows: readonly (readonly Bound[])[],
  call: Call,
): Promise<void> => {
  const { form } = executor.dialect.batch
  const full = form === 'arrays' ? writesPerStatement : (shape.many?.rows ?? 1)
  for (let at = 0; at < rows.length;) {
    // What does not fill a statement of a fixed number of rows goes row by row.
    const size = form === 'arrays' || at + full <= rows.length ? full : 1
    const statement = rowsStatement(form, shape, rows.slice(at, at + size), executor.time())
    const ran = executor.query(statement, 'write', call)
    if (ran instanceof Promise) await ran
    at += size
  }
}
