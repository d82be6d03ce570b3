import type { TableColumn } from '../contracts/column.ts'
import type { Many } from '../contracts/include.ts'
import { requireTableColumn } from '../door/table.ts'

/** For `with`: all rows that refer to this one by that column, as `many(posts.userId)`. */
export const many = <C extends TableColumn>(column: C): Many<C> => {
  requireTableColumn(column, 'include rows')
  return { many: column }
}
