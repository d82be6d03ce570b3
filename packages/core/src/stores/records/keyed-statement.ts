import type { TableSchema } from '../../contracts/table.ts'
import type { Call } from '../../database/executor.ts'
import type { KeyedWrite, Shape } from '../../database/keyed-operation.ts'
import type { Bound, Statement } from '../../database/statement.ts'
import type { RecordsTable } from './records-table.ts'
import type { Cells } from './row-reader.ts'

/** What orders the writes of one row in a batch: the values of its key. */
export const keyText = (values: readonly unknown[]): string => values.map(String).join('\u0001')

let made = 0

/** The shape of statements of this text, whose parameters are all bound anew. */
export const ownShape = ({ name }: TableSchema, kind: string, text: string): Shape => {
  const lane = `records\u0000${name}`
  return {
    lane,
    // Two definitions may have one name.
    id: `${lane}\u0000${kind} ${made++}`,
    summary: `${kind} ${name}`,
    text,
    constants: [],
    timed: false,
    columns: [],
  }
}

/**
 * Runs a statement that writes one row and gives back at most one. Where a flight shares one commit, statements of independent callers share it too;
 * elsewhere a statement alone is the shortest transaction.
 */
export const writeOne = (
  table: RecordsTable,
  { text, values, summary = 'WRITE' }: Statement,
  key: string,
  call: Call,
): Promise<Cells | undefined> =>
  writeShaped(table, { ...ownShape(table.schema, 'WRITE', text), summary }, values, key, call)

/** The same for a shape that is kept. */
export const writeShaped = async (
  table: RecordsTable,
  shape: Shape,
  values: readonly Bound[],
  key: string,
  call: Call,
): Promise<Cells | undefined> => {
  const { executor, dialect } = table
  if (executor.isTransaction || dialect.batch.commit === 'each') {
    const { text, summary } = shape
    const { rows } = await executor.query({ text, values, cache: true, summary }, 'write', call)
    return rows[0]
  }
  const write: KeyedWrite<Cells | undefined> = {
    // No two of them are one statement, or are put in the order of their keys: a unique value may go from one row to another.
    shape: { ...shape, id: `${shape.id} ${made++}`, alone: shape.text },
    key,
    row: values,
    answer: (row) => row,
  }
  return executor.write(write, call)
}
