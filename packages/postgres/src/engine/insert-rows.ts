import { statement, type Bound } from '@holdfast/core'
import type { CopyTarget } from '../bulk.ts'
import { limits } from '../capabilities.ts'
import type { PostgresConnection } from '../connection.ts'
import { qualify, quote } from './quote.ts'

/** Rows of one statement: more gain little, and a text for each is kept prepared. */
const rowsPerStatement = 128

type Chunks = AsyncIterable<readonly (readonly Bound[])[]>

/** Whether row-level security stands between this connection and the table, for which COPY is not supported. */
export const isGuarded = async (
  connection: PostgresConnection,
  { schema, table }: CopyTarget,
): Promise<boolean> => {
  const text = 'select row_security_active(to_regclass($1::text))'
  const { rows } = await connection.execute(statement(text, [qualify(schema, table)]))
  return rows[0]?.[0] === true
}

/** Inserts all rows by INSERT, in the transaction that is open. */
export const insertInto = async (
  connection: PostgresConnection,
  { schema, table, columns }: CopyTarget,
  chunks: Chunks,
): Promise<number> => {
  const into = `insert into ${qualify(schema, table)} (${columns.map(quote).join(', ')}) values `
  const most = Math.max(1, Math.min(rowsPerStatement, Math.floor(limits.parameters / columns.length)))
  const full = into + placeholders(most, columns.length)
  let inserted = 0
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += most) {
      const rows = chunk.slice(at, at + most)
      const isFull = rows.length === most
      const text = isFull ? full : into + placeholders(rows.length, columns.length)
      const values: Bound[] = []
      for (const row of rows) values.push(...row)
      const { affected } = await connection.execute({ text, values, cache: isFull })
      inserted += affected
    }
  }
  return inserted
}

const placeholders = (rows: number, width: number): string => {
  const row = (index: number): string =>
    `(${Array.from({ length: width }, (_, column) => `$${index * width + column + 1}`).join(', ')})`
  return Array.from({ length: rows }, (_, index) => row(index)).join(', ')
}
