import { ResultReturnType, type DuckDBMaterializedResult } from '@duckdb/node-api'
import type { DriverCell, Result } from '@holdfast/core'
import { appendRows, jsonColumns } from '../cells.ts'
import type { Nature } from './nature.ts'

/** All that a statement has answered. */
export const readAll = (result: DuckDBMaterializedResult, { changes }: Pick<Nature, 'changes'>): Result => {
  const kind = result.returnType
  if (kind === ResultReturnType.QUERY_RESULT) {
    const rows: DriverCell[][] = []
    const chunks = result.chunkCount
    for (let index = 0; index < chunks; index++) appendRows(result.getChunk(index), rows)
    return {
      columns: result.columnNames(),
      rows,
      affected: changes ? rows.length : 0,
      // Asked for by query builders only, and a type costs more than a cell.
      get json() {
        return jsonColumns(result)
      },
    }
  }
  return { columns: [], rows: [], affected: kind === ResultReturnType.CHANGED_ROWS ? result.rowsChanged : 0 }
}
