import type { Call } from '../../database/executor.ts'
import type { KeyedWrite } from '../../database/keyed-operation.ts'
import type { Statement } from '../../database/statement.ts'
import type { RecordsTable } from './records-table.ts'
import type { Cells } from './row-reader.ts'

let sent = 0

/**
 * Runs a statement that writes one row and gives back at most one. Where a flight shares one commit, statements of independent callers share it too;
 * elsewhere a statement alone is the shortest transaction.
 */
export const writeOne = async (
  table: RecordsTable,
  statement: Statement,
  key: string,
  call: Call,
): Promise<Cells | undefined> => {
  const { executor, dialect } = table
  if (executor.isTransaction || dialect.batch.commit === 'each') {
    const { rows } = await executor.query(statement, 'write', call)
    return rows[0]
  }
  const lane = `records\u0000${table.schema.name}`
  const write: KeyedWrite<Cells | undefined> = {
    shape: {
      lane,
      // No two of them are one statement: each has a text, and values, of its own.
      id: `${lane}\u0000${sent++}`,
      summary: statement.summary ?? 'WRITE',
      text: statement.text,
      constants: statement.values,
      timed: false,
      columns: [],
    },
    key,
    row: [],
    answer: (row) => row,
  }
  return executor.write(write, call)
}
