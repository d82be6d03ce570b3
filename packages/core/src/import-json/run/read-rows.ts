import type { Session } from '../../contracts/session.ts'
import type { AnyRow } from '../mapping/mapping.ts'
import type { PreparedRow, TargetTable } from '../mapping/target-table.ts'

/** Rows with a key of several columns are asked for by a condition each, which engines take fewer of. */
const mostConditions = 100
const mostKeys = 1_000

/** The rows with these keys, by the text of their key. */
export const readRows = async (
  session: Pick<Session, 'records'>,
  target: TargetTable,
  keys: readonly Pick<PreparedRow, 'values'>[],
): Promise<Map<string, AnyRow>> => {
  const { keyColumns } = target
  const found = new Map<string, AnyRow>()
  const records = session.records(target.table)
  const size = keyColumns.length === 1 ? mostKeys : mostConditions
  for (let start = 0; start < keys.length; start += size) {
    const part = keys.slice(start, start + size)
    const query = { where: whereOf(target, part), limit: part.length }
    for (const row of (await records.list(query)) as readonly AnyRow[]) found.set(target.keyOf(row), row)
  }
  return found
}

/** The rows with these keys, as a filter. */
export const whereOf = (
  { keyColumns }: TargetTable,
  keys: readonly Pick<PreparedRow, 'values'>[],
): object => {
  const [first, ...others] = keyColumns
  if (first !== undefined && others.length === 0) {
    return { [first.property]: { in: [...new Set(keys.map(({ values }) => values[0]))] } }
  }
  return {
    or: keys.map(({ values }) =>
      Object.fromEntries(keyColumns.map(({ property }, index) => [property, { eq: values[index] }])),
    ),
  }
}
