import type { IndexModel, TableModel } from '../../contracts/schema-model.ts'
import type { Key } from './batch-end.ts'

/** What tells every row of a table from all others: the primary key, else the first unique key of which no row lacks a value. Undefined where there is none. */
export const rowKey = (table: TableModel): Key | undefined => {
  const { primaryKey, uniques, indexes } = table
  const column = (name: string): Key[number] | undefined => table.columns.find((one) => one.name === name)
  const candidates = [
    ...uniques.filter(({ deferrable }) => deferrable === undefined).map(({ columns }) => columns),
    ...indexes.flatMap(columnsOf),
  ]
  const names =
    primaryKey.length > 0
      ? primaryKey
      : candidates.find((columns) => columns.every((name) => column(name)?.nullable === false))
  return names?.map((name) => column(name)!)
}

/** Of an index that says nothing but these columns. */
const columnsOf = ({ unique, isValid, where, method, keys }: IndexModel): readonly (readonly string[])[] => {
  if (!unique || !isValid || where !== undefined || method !== undefined) return []
  const names = keys.flatMap(({ column, ...others }) =>
    column !== undefined && Object.keys(others).length === 0 ? [column] : [],
  )
  return names.length === keys.length && names.length > 0 ? [names] : []
}
