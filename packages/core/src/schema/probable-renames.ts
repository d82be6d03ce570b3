import type { RenameQuestion, Renames, SchemaChange } from '../contracts/schema-change.ts'
import type { TableModel } from '../contracts/schema-model.ts'

/** The changes, each drop flagged that may have been meant as a rename and has no answer yet. */
export const flagRenames = (
  changes: readonly SchemaChange[],
  renames: Renames,
): { readonly changes: readonly SchemaChange[]; readonly questions: readonly RenameQuestion[] } => {
  const questions: RenameQuestion[] = []
  const flagged = changes.map((change) => {
    const from = nameOf(change)
    if (from === undefined || renames[from] === false) return change
    const to = candidates(change, changes)
    if (to.length === 0) return change
    questions.push({ from, to })
    return { ...change, probableRename: to }
  })
  return { changes: flagged, questions }
}

/** Tables that would only be created, beside others like them that stay: perhaps those were renamed in the definitions. */
export const renamesOfKept = (
  changes: readonly SchemaChange[],
  kept: readonly TableModel[],
  renames: Renames,
): readonly RenameQuestion[] =>
  kept.flatMap((table) => {
    const to = renames[table.name] === false ? [] : likeTables(table, changes)
    return to.length === 0 ? [] : [{ from: table.name, to }]
  })

const nameOf = (change: SchemaChange): string | undefined => {
  if (change.kind === 'drop-table') return change.table
  return change.kind === 'drop-column' ? `${change.table}.${change.column.name}` : undefined
}

const candidates = (change: SchemaChange, all: readonly SchemaChange[]): readonly string[] => {
  if (change.kind === 'drop-table') return likeTables(change.model, all)
  if (change.kind !== 'drop-column') return []
  return all.flatMap((other) =>
    other.kind === 'add-column' && other.table === change.table && other.column.type === change.column.type
      ? [`${change.table}.${other.column.name}`]
      : [],
  )
}

const likeTables = (table: TableModel, all: readonly SchemaChange[]): readonly string[] =>
  all.flatMap((other) => (other.kind === 'create-table' && isLike(table, other.model) ? [other.table] : []))

/** Most columns of the smaller one are in the other, with their types. */
const isLike = (one: TableModel, other: TableModel): boolean => {
  const texts = (table: TableModel): readonly string[] =>
    table.columns.map(({ name, type }) => `${name} ${type}`)
  const known = new Set(texts(one))
  const common = texts(other).filter((text) => known.has(text)).length
  return common * 2 > Math.max(one.columns.length, other.columns.length)
}
