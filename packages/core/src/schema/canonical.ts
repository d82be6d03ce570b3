import type { SchemaModel, TableModel } from '../contracts/schema-model.ts'

/** JSON whose text is the same for the same content: properties sorted, what is undefined left out. */
export const stable = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`
  const content = value as Readonly<Record<string, unknown>>
  const names = Object.keys(content).sort()
  const parts = names.flatMap((name) =>
    content[name] === undefined ? [] : `${JSON.stringify(name)}:${stable(content[name])}`,
  )
  return `{${parts.join(',')}}`
}

/** The texts of what is in a list, sorted: its order does not count. */
const anyOrder = (list: readonly unknown[]): readonly string[] => list.map(stable).sort()

const withoutText = <T extends { readonly sql?: string }>(part: T): T => ({ ...part, sql: undefined })

/** What a table is, whatever the order in which its columns and constraints were added. */
const canonicalTable = (table: TableModel): unknown => ({
  ...withoutText(table),
  primaryKeyName: undefined,
  columns: anyOrder(table.columns),
  uniques: anyOrder(table.uniques),
  indexes: anyOrder(table.indexes.map(withoutText)),
  foreignKeys: anyOrder(table.foreignKeys.filter(({ isKept }) => isKept !== true)),
  checks: anyOrder(table.checks),
  others: anyOrder(table.others),
})

/** What a database is, as one text. */
export const canonicalSchema = (model: SchemaModel): string =>
  stable({
    tables: anyOrder(model.tables.map(canonicalTable)),
    views: anyOrder(model.views.map((view) => ({ ...view, indexes: view.indexes?.map(withoutText) }))),
    triggers: anyOrder(model.triggers),
    sequences: anyOrder(model.sequences),
    types: anyOrder(model.types),
    functions: anyOrder(model.functions),
  })
