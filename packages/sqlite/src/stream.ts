import type { Database } from 'better-sqlite3'
import type { DriverCell, Statement } from '@holdfast/core'
import { readRow } from './cells.ts'
import { keyword } from './engine/keyword.ts'
import { Prepared } from './engine/prepared.ts'
import { closedEarly, type RowSource, type Surroundings } from './engine/row-source.ts'
import { spool } from './engine/spool.ts'

const queries: ReadonlySet<string> = new Set(['select', 'values', 'with'])

/**
 * The rows of a statement: by stepping where nobody can disturb that. better-sqlite3 refuses every write while a statement
 * is being stepped, and the engine leaves open whether a step sees it; so inside a transaction that writes the rows are
 * first put aside. What writes and returns rows has made all of them before the first is seen.
 */
export function rowSource(
  handle: Database,
  statement: Statement,
  { shared, write }: Surroundings,
): RowSource {
  const prepared = new Prepared(handle, statement.text)
  if (!prepared.reader) {
    prepared.run(statement.values)
    return buffered([], [])
  }
  const isQuery = prepared.native.readonly && queries.has(keyword(statement.text))
  if (isQuery && shared) return spool(handle, prepared, statement, write)
  if (isQuery) return stepping(prepared, statement)
  return buffered(prepared.columns, prepared.run(statement.values).rows)
}

function stepping(prepared: Prepared, statement: Statement): RowSource {
  const { columns } = prepared
  const iterator = prepared.native.iterate(...prepared.bind(statement.values)) as IterableIterator<unknown[]>
  let isOpen = true
  return {
    columns,
    take(rows) {
      if (!isOpen) throw closedEarly()
      const taken: DriverCell[][] = []
      while (taken.length < rows) {
        const { done, value } = iterator.next()
        if (done === true) break
        taken.push(readRow(value))
      }
      return taken
    },
    close() {
      isOpen = false
      iterator.return?.()
    },
  }
}

function buffered(columns: readonly string[], rows: readonly (readonly DriverCell[])[]): RowSource {
  let next = 0
  let isOpen = true
  return {
    columns,
    take(count) {
      if (!isOpen) throw closedEarly()
      return rows.slice(next, (next += count))
    },
    close() {
      isOpen = false
    },
  }
}
