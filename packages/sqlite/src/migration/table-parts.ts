import {
  grouped,
  type CheckModel,
  type ColumnModel,
  type DriverCell,
  type ForeignKeyModel,
  type IndexKey,
  type IndexModel,
  type ReferenceAction,
  type TableModel,
  type UniqueModel,
} from '@holdfast/core'
import type { ForeignKeyDdl } from '../engine/column-ddl.ts'
import { ddlTokens, isSign, isWord, listOf, type DdlToken } from '../engine/ddl-tokens.ts'
import { plainExpression } from '../engine/plain-expression.ts'
import type { TableDdl } from '../engine/table-ddl.ts'

type Row = readonly DriverCell[]

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

export const columnsOf = (rows: readonly Row[], ddl: TableDdl): readonly ColumnModel[] => {
  const names = rows.map(([, name]) => String(name))
  const own = rows.filter((row) => row[6] !== 1)
  // A lone key of this type is the number of the row, which is never null whatever the DDL says.
  const rowid = primaryKeyOf(rows).length === 1 && !ddl.withoutRowid
  return own.map((row) => columnOf(row, ddl, names, rowid))
}

/** The engine writes types that it knows in capitals, and leaves others as they are. */
const columnOf = (row: Row, ddl: TableDdl, names: readonly string[], rowid: boolean): ColumnModel => {
  const [, name, written, isNotNull, , key, hidden] = row
  const text = ddl.columns.find((one) => isSame(one.name, String(name)))
  const collation = text?.collation?.toUpperCase()
  const type = String(written).toUpperCase()
  return {
    name: String(name),
    type,
    nullable: isNotNull === 0 && !(rowid && key === 1 && type === 'INTEGER'),
    ...(text?.default !== undefined && { default: plainExpression(text.default, names) }),
    ...(text?.generated !== undefined && {
      generated: { expression: plainExpression(text.generated, names), stored: hidden === 3 },
    }),
    ...(collation !== undefined && collation !== 'BINARY' && { collation }),
  }
}

export const primaryKeyOf = (rows: readonly Row[]): readonly string[] =>
  rows
    .filter((row) => Number(row[5]) > 0)
    .sort((one, other) => Number(one[5]) - Number(other[5]))
    .map(([, name]) => String(name))

export const checksOf = (ddl: TableDdl, names: readonly string[]): readonly CheckModel[] =>
  ddl.checks.map(({ name, tokens }) => ({
    ...(name !== undefined && { name }),
    expression: plainExpression(tokens, names),
    isValid: true,
  }))

const actionOf = (text: DriverCell): ReferenceAction => String(text).toLowerCase() as ReferenceAction

/** `keyOf`: the primary key of a table, which is meant where no column is named. */
export const foreignKeysOf = (
  rows: readonly Row[],
  ddl: TableDdl,
  keyOf: (table: string) => readonly string[],
): readonly ForeignKeyModel[] => {
  const groups = [...grouped(rows, ([, id]) => id).values()]
  const texts = groups.length === ddl.foreignKeys.length ? ddl.foreignKeys : []
  const foreignKeyOf = (group: readonly Row[], text: ForeignKeyDdl | undefined): ForeignKeyModel => {
    const [, , table, , , onDelete, onUpdate] = group[0]!
    return {
      ...(text?.name !== undefined && { name: text.name }),
      columns: group.map((row) => String(row[3])),
      table: String(table),
      referencedColumns: group[0]![4] === null ? keyOf(String(table)) : group.map((row) => String(row[4])),
      onDelete: actionOf(onDelete!),
      onUpdate: actionOf(onUpdate!),
      ...(text?.deferrable !== undefined && { deferrable: text.deferrable }),
      isValid: true,
    }
  }
  return groups.map((group, index) => foreignKeyOf(group, texts[index]))
}

/** From the rows of one index, a row for each of its keys. A constraint has no name but in the text of the table. */
export const uniqueOf = (rows: readonly Row[], ddl: TableDdl): UniqueModel => {
  const columns = rows.map((row) => String(row[6]))
  const text = ddl.uniques.find(
    (one) =>
      one.columns.length === columns.length && one.columns.every((name, at) => isSame(name, columns[at]!)),
  )
  return { ...(text?.name !== undefined && { name: text.name }), columns }
}

export const indexOf = (rows: readonly Row[], columns: readonly ColumnModel[]): IndexModel => {
  const [, name, unique, , sql] = rows[0]!
  const names = columns.map((column) => column.name)
  const tokens = ddlTokens(String(sql))
  const open = tokens.findIndex((token) => isSign(token, '('))
  const texts = listOf(tokens, open)
  const where = tokens.findLastIndex((token) => isWord(token, 'where'))
  return {
    name: String(name),
    unique: unique === 1,
    keys: rows.map((row, at) => keyOf(row, texts[at] ?? [], columns, names)),
    ...(where > open && { where: plainExpression(tokens.slice(where + 1), names) }),
    isValid: true,
    sql: String(sql),
  }
}

const keyOf = (
  row: Row,
  text: readonly DdlToken[],
  columns: readonly ColumnModel[],
  names: readonly string[],
): IndexKey => {
  const [, , , , , position, name, descending, collation] = row
  const own = columns.find((column) => column.name === name)?.collation ?? 'BINARY'
  const named = String(collation).toUpperCase()
  return {
    ...(Number(position) === -2
      ? { expression: plainExpression(withoutOrder(text), names) }
      : { column: String(name) }),
    ...(descending === 1 && { descending: true as const }),
    ...(named !== own && { collation: named }),
  }
}

/** The expression of a key, without how it is ordered. */
const withoutOrder = (tokens: readonly DdlToken[]): readonly DdlToken[] => {
  const direction = tokens.at(-1)
  const rest = isWord(direction, 'asc') || isWord(direction, 'desc') ? tokens.slice(0, -1) : tokens
  return isWord(rest.at(-2), 'collate') ? rest.slice(0, -2) : rest
}

export const optionsOf = ([, withoutRowid, strict]: Row, ddl: TableDdl): TableModel['options'] => ({
  ...(strict === 1 && { strict: true as const }),
  ...(withoutRowid === 1 && ddl.virtual === undefined && { withoutRowid: true as const }),
  ...(ddl.autoincrement && { autoincrement: true as const }),
  ...(ddl.virtual !== undefined && { virtual: ddl.virtual }),
})
