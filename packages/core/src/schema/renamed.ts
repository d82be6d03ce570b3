import type { Renames, SchemaChange } from '../contracts/schema-change.ts'
import type { ColumnModel, IndexKey, IndexModel, SchemaModel, TableModel } from '../contracts/schema-model.ts'

/** The model after the renames that were answered, and those that apply to it. */
export const renamed = (
  model: SchemaModel,
  renames: Renames,
): { readonly model: SchemaModel; readonly changes: readonly SchemaChange[] } => {
  const changes: SchemaChange[] = []
  const answers = Object.entries(renames).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  let result = model
  for (const [from, to] of answers.filter(([name]) => find(model, name) !== undefined)) {
    changes.push({ kind: 'rename-table', table: from, to })
    result = renameTable(result, from, to)
  }
  for (const { name, columns } of model.tables) {
    const now = changes.find((change) => change.kind === 'rename-table' && change.table === name)
    const table = now?.kind === 'rename-table' ? now.to : name
    for (const column of columns) {
      const answer = answers.find(([from]) => from === `${name}.${column.name}`)?.[1]
      if (answer === undefined) continue
      const to = answer.startsWith(`${table}.`) ? answer.slice(table.length + 1) : answer
      changes.push({ kind: 'rename-column', table, column: column.name, to })
      result = renameColumn(result, table, column.name, to)
    }
  }
  return { model: result, changes }
}

const find = (model: SchemaModel, name: string): TableModel | undefined =>
  model.tables.find((table) => table.name === name)

const renameTable = (model: SchemaModel, from: string, to: string): SchemaModel => ({
  ...model,
  tables: model.tables.map((table) => ({
    ...table,
    name: table.name === from ? to : table.name,
    foreignKeys: table.foreignKeys.map((key) => (key.table === from ? { ...key, table: to } : key)),
  })),
  triggers: model.triggers.map((trigger) => (trigger.table === from ? { ...trigger, table: to } : trigger)),
})

const renameColumn = (model: SchemaModel, table: string, from: string, to: string): SchemaModel => {
  const name = (column: string): string => (column === from ? to : column)
  return {
    ...model,
    tables: model.tables.map((one) => {
      const foreignKeys = one.foreignKeys.map((key) =>
        key.table === table ? { ...key, referencedColumns: key.referencedColumns.map(name) } : key,
      )
      if (one.name !== table) return { ...one, foreignKeys }
      return {
        ...one,
        columns: one.columns.map((column) => renameIn(column, from, to)),
        primaryKey: one.primaryKey.map(name),
        uniques: one.uniques.map((unique) => ({ ...unique, columns: unique.columns.map(name) })),
        indexes: one.indexes.map((index) => renameInIndex(index, from, to)),
        foreignKeys: foreignKeys.map((key) => ({ ...key, columns: key.columns.map(name) })),
        checks: one.checks.map((check) => ({ ...check, expression: inText(check.expression, from, to) })),
      }
    }),
  }
}

const renameIn = (column: ColumnModel, from: string, to: string): ColumnModel => ({
  ...column,
  name: column.name === from ? to : column.name,
  ...(column.generated !== undefined && {
    generated: { ...column.generated, expression: inText(column.generated.expression, from, to) },
  }),
})

const renameInIndex = (index: IndexModel, from: string, to: string): IndexModel => ({
  ...index,
  keys: index.keys.map((key): IndexKey => {
    if (key.column === from) return { ...key, column: to }
    return key.expression === undefined ? key : { ...key, expression: inText(key.expression, from, to) }
  }),
  ...(index.include !== undefined && {
    include: index.include.map((column) => (column === from ? to : column)),
  }),
  ...(index.where !== undefined && { where: inText(index.where, from, to) }),
})

/** The engine renames inside of expressions too. A name in quotes keeps them; texts are left alone. */
const inText = (expression: string, from: string, to: string): string =>
  expression.replaceAll(
    /'(?:[^']|'')*'|"((?:[^"]|"")*)"|[\p{L}_][\p{L}\p{N}_$]*/gu,
    (piece, inner?: string) => {
      const name = inner === undefined ? piece : inner.replaceAll('""', '"')
      if (name !== from || piece.startsWith("'")) return piece
      return inner === undefined && /^[a-z_][a-z0-9_]*$/.test(to) ? to : `"${to.replaceAll('"', '""')}"`
    },
  )
