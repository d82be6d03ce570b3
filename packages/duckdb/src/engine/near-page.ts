import type { DriverCell, RangePage, Result } from '@holdfast/core'

/**
 * A key as it is indexed for ranges. DuckDB splits a range of a bare column into two filters, and looks up one filter at
 * most; a range of an expression stays one, and the index on that expression is used.
 */
export const ordered = (column: string): string => `${column} || ''`

/**
 * A page out of a range that is short enough for the index; `most`, a parameter, is how many rows may be in it. They are read
 * aside first, because any other filter on the table, such as that of a limit, would keep the engine from the index. Their
 * number comes as a last column, also when no row of the page is there. What the filter says of each is read with it: it may be about other columns.
 */
export const nearText = (
  { table, columns, now, filter, reverse, low, high, limit }: RangePage,
  most: number,
): string => {
  const [key] = columns
  const column = ordered(`t.${key}`)
  const near = `select ${columns.join(', ')}, (${filter}) as is_wanted from ${table} t where (${column}) >= $${low} and (${column}) < $${high} limit $${most} + 1`
  const order = reverse ? ' desc' : ''
  const page = `select t.* exclude (is_wanted), ${now} from near t where t.is_wanted order by t.${key}${order} limit $${limit}`
  return (
    `with near as materialized (${near}) select p.*, n.near from (select count(*) as near from near) n ` +
    `left join (${page}) p on true order by p.${key}${order}`
  )
}

export interface Near {
  readonly page: Result
  /** How many rows the range has, or one more than it may have. */
  readonly near: number
}

export const nearResult = ({ columns, rows, affected }: Result): Near => {
  const near = Number(rows[0]!.at(-1))
  const found: DriverCell[][] = []
  for (const row of rows) if (row[0] !== null) found.push(row.slice(0, -1))
  return { page: { columns: columns.slice(0, -1), rows: found, affected }, near }
}
