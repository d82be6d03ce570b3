import type { Renames, SchemaChange } from '../contracts/schema-change.ts'
import type {
  CheckModel,
  ColumnModel,
  ForeignKeyModel,
  IndexKey,
  IndexModel,
  SchemaModel,
  TableModel,
  TriggerModel,
} from '../contracts/schema-model.ts'

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
      const answer = answers.find(
        ([from]) => from === `${name}.${column.name}` || from === `${table}.${column.name}`,
      )?.[1]
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

const renameTable = (model: SchemaModel, from: string, to: string): SchemaModel => {
  const inKey = (key: ForeignKeyModel): ForeignKeyModel => (key.table === from ? { ...key, table: to } : key)
  const inTable = (table: TableModel): TableModel => ({
    ...table,
    name: table.name === from ? to : table.name,
    foreignKeys: table.foreignKeys.map(inKey),
  })
  const inTrigger = (trigger: TriggerModel): TriggerModel =>
    trigger.table === from ? { ...trigger, table: to } : trigger
  return { ...model, tables: model.tables.map(inTable), triggers: model.triggers.map(inTrigger) }
}

const renameColumn = (model: SchemaModel, table: string, from: string, to: string): SchemaModel => {
  const inTable = (one: TableModel): TableModel => (one.name === table ? renameOwn(one, from, to) : one)
  const inKey = (key: ForeignKeyModel): ForeignKeyModel =>
    key.table === table ? { ...key, referencedColumns: swapped(key.referencedColumns, from, to) } : key
  const inKeys = (one: TableModel): TableModel => ({ ...one, foreignKeys: one.foreignKeys.map(inKey) })
  return { ...model, tables: model.tables.map(inTable).map(inKeys) }
}

const swapped = (columns: readonly string[], from: string, to: string): readonly string[] =>
  columns.map((column) => (column === from ? to : column))

const renameOwn = (table: TableModel, from: string, to: string): TableModel => {
  const inColumns = <T extends { readonly columns: readonly string[] }>(part: T): T => ({
    ...part,
    columns: swapped(part.columns, from, to),
  })
  const inCheck = (check: CheckModel): CheckModel => ({
    ...check,
    expression: inText(check.expression, from, to),
  })
  return {
    ...table,
    columns: table.columns.map((column) => renameIn(column, from, to)),
    primaryKey: swapped(table.primaryKey, from, to),
    uniques: table.uniques.map(inColumns),
    indexes: table.indexes.map((index) => renameInIndex(index, from, to)),
    foreignKeys: table.foreignKeys.map(inColumns),
    checks: table.checks.map(inCheck),
  }
}

const renameIn = (column: ColumnModel, from: string, to: string): ColumnModel => ({
  ...column,
  name: column.name === from ? to : column.name,
  ...(column.generated !== undefined && {
    generated: { ...column.generated, expression: inText(column.generated.expression, from, to) },
  }),
})

const renameInIndex = (index: IndexModel, from: string, to: string): IndexModel => {
  const inKey = (key: IndexKey): IndexKey => {
    if (key.column === from) return { ...key, column: to }
    return key.expression === undefined ? key : { ...key, expression: inText(key.expression, from, to) }
  }
  return {
    ...index,
    keys: index.keys.map(inKey),
    ...(index.include !== undefined && { include: swapped(index.include, from, to) }),
    ...(index.where !== undefined && { where: inText(index.where, from, to) }),
  }
}

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
