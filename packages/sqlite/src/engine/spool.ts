import type { Database } from 'better-sqlite3'
import type { DriverCell, Statement } from '@holdfast/core'
import { Prepared } from './prepared.ts'
import { closedEarly, type RowSource } from './row-source.ts'

let count = 0

/**
 * Puts the rows of a query into a temporary table and reads them from there: memory stays flat, and the rows are those of
 * the moment the stream began, whatever the transaction writes meanwhile. Columns without a type keep every value as it is.
 */
export function spool(
  handle: Database,
  query: Prepared,
  statement: Statement,
  write: ((allowed: boolean) => void) | undefined,
): RowSource {
  const { columns } = query
  const table = `temp.holdfast_stream_${++count}`
  const names = columns.map((_, i) => `c${i}`).join(', ')
  const drop = (): void => {
    write?.(true)
    handle.exec(`DROP TABLE IF EXISTS ${table}`)
    write?.(false)
  }
  write?.(true)
  try {
    handle.exec(`CREATE TABLE ${table} (${names})`)
    new Prepared(handle, `INSERT INTO ${table} ${statement.text}`).run(statement.values)
  } finally {
    write?.(false)
  }
  const page = new Prepared(handle, `SELECT ${names} FROM ${table} WHERE rowid > ?1 ORDER BY rowid LIMIT ?2`)
  let last = 0
  let isOpen = true
  return {
    columns,
    take(rows): readonly (readonly DriverCell[])[] {
      if (!isOpen) throw closedEarly()
      const taken = page.run([last, rows]).rows
      last += taken.length
      return taken
    },
    close() {
      if (isOpen && handle.open) drop()
      isOpen = false
    },
  }
}
