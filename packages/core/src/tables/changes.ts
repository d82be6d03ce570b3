import type { TableColumn } from '../contracts/column.ts'
import type { Many } from '../contracts/page.ts'
import type { Increment } from '../contracts/table.ts'
import { requireTableColumn } from '../door/table.ts'

/** Adds to a number, bigint or decimal that is there, in the database: `update(id, { total: increment(1) })`. A null stays null. */
export const increment = <const T extends number | bigint | string>(
  by: T,
): Increment<T extends number ? number : T extends bigint ? bigint : string> => ({ increment: by as never })

/** For `with`: all rows that refer to this one by that column, as `many(posts.userId)`. */
export const many = <C extends TableColumn>(column: C): Many<C> => {
  requireTableColumn(column, 'include rows')
  return { many: column }
}
