import type { FirstOfEach } from '@holdfast/core'

/** A join cannot be limited for each row here; but a list of keys can be, and each is looked up. `cross` keeps the tables in this order. */
export const firstOfEach = ({
  table,
  belongs,
  key,
  columns,
  column,
  condition,
  order,
  list,
  limit,
}: FirstOfEach): string => {
  const first = `select t.${key} from ${table} as t where ${belongs}t.${column} = each.value and ${condition} order by ${order} limit ${limit}`
  const select = columns.map((name) => `f.${name}`).join(', ')
  return `select ${select} from json_each(${list}) as each cross join ${table} as f on ${belongs.replaceAll('t.', 'f.')}f.${key} in (${first})`
}
