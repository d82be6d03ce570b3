import { grouped, type DriverCell, type Result, type SchemaModel, type TableModel } from '@holdfast/core'
import { tableDdl } from '../engine/table-ddl.ts'
import {
  checksOf,
  columnsOf,
  foreignKeysOf,
  indexOf,
  optionsOf,
  primaryKeyOf,
  uniqueOf,
} from './table-parts.ts'

type Row = readonly DriverCell[]

/** The model in the answers to `questions`. What no pragma tells is read from the text of the DDL. */
export const schemaOf = (answers: readonly Result['rows'][]): SchemaModel => {
  const [tables, columns, indexes, foreignKeys, others] = answers as readonly (readonly Row[])[]
  const columnRows = grouped(columns!, ([table]) => table)
  const keyRows = grouped(foreignKeys!, ([table]) => table)
  const indexRows = grouped(
    [...grouped(indexes!, ([table, name]) => JSON.stringify([table, name])).values()],
    (rows) => rows[0]![0],
  )
  const keys = new Map(
    [...columnRows].map(([table, rows]) => [String(table).toLowerCase(), primaryKeyOf(rows)]),
  )
  const keyOf = (table: string): readonly string[] => keys.get(table.toLowerCase()) ?? []
  return {
    tables: tables!.map((row): TableModel => {
      const name = String(row[0])
      const sql = String(row[3])
      const ddl = tableDdl(sql)
      const own = columnRows.get(name) ?? []
      const list = columnsOf(own, ddl)
      const made = indexRows.get(name) ?? []
      return {
        name,
        columns: list,
        primaryKey: keyOf(name),
        uniques: made.filter(([first]) => first![3] === 'u').map((rows) => uniqueOf(rows, ddl)),
        indexes: made.filter(([first]) => first![3] === 'c').map((rows) => indexOf(rows, list)),
        foreignKeys: foreignKeysOf(keyRows.get(name) ?? [], ddl, keyOf),
        checks: checksOf(
          ddl,
          list.map((column) => column.name),
        ),
        others: [],
        options: optionsOf(row, ddl),
        sql,
      }
    }),
    views: others!
      .filter(([type]) => type === 'view')
      .map(([, name, , sql]) => ({ name: String(name), sql: String(sql) })),
    triggers: others!
      .filter(([type]) => type === 'trigger')
      .map(([, name, table, sql]) => ({ name: String(name), table: String(table), sql: String(sql) })),
    sequences: [],
    types: [],
    functions: [],
  }
}
