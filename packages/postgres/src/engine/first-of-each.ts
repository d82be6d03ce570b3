import type { FirstOfEach } from '@holdfast/core'

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
  const select = columns.map((name) => `t.${name}`).join(', ')
  const first = `select ${select} from ${table} t where ${belongs}t.${column} = each.item and ${condition} order by ${order} limit ${limit}`
  return `select t.* from (select unnest(${list}::text[]) as item) as each cross join lateral (${first}) as t`
}
