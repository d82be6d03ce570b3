import type { FirstOfEach } from '@holdfast/core'

/** All rows are numbered: a limit for each would have to be written out. */
export const firstOfEach = ({
  table,
  belongs,
  columns,
  column,
  condition,
  order,
  list,
  limit,
}: FirstOfEach): string => {
  const names = columns.join(', ')
  const place = `row_number() over (partition by t.${column} order by ${order})`
  const rows = `select ${columns.map((name) => `t.${name}`).join(', ')}, ${place} as place from ${table} t where ${belongs}t.${column} in (select unnest(${list}::varchar[])) and ${condition}`
  return `select ${names} from (${rows}) as numbered where place <= ${limit}`
}
