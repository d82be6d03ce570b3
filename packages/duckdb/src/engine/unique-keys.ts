import type { DuckDBConnection } from '@duckdb/node-api'

/** What a table lets occur once. */
export interface UniqueKey {
  readonly table: string
  readonly isPrimary: boolean
  /** Left out where an expression is unique, which has no name. */
  readonly columns: readonly string[] | undefined
}

/** The keys of tables with these names (in lower case), as far as they are committed. */
export const uniqueKeys = async (
  connection: DuckDBConnection,
  catalog: string,
  tables: readonly string[],
): Promise<readonly UniqueKey[]> => {
  const names = tables.map((_, index) => `$${index + 2}`).join(', ')
  const where = `where database_name = $1 and lower(table_name) in (${names})`
  const text =
    `select table_name, constraint_type = 'PRIMARY KEY', constraint_column_names, null from duckdb_constraints() ${where} ` +
    `and constraint_type in ('PRIMARY KEY', 'UNIQUE') union all ` +
    `select table_name, is_primary, null, expressions from duckdb_indexes() ${where} and is_unique`
  const rows = await (await connection.run(text, [catalog, ...tables])).getRowsJS()
  return rows.map(([table, isPrimary, columns, expressions]) => ({
    table: table as string,
    isPrimary: isPrimary as boolean,
    columns: (columns as readonly string[] | null) ?? plainColumns(expressions as string),
  }))
}

/** An index tells its expressions as a text: `[a, b]`. */
const plainColumns = (expressions: string): readonly string[] | undefined => {
  const names = expressions.slice(1, -1).split(', ')
  return names.every((name) => /^\w+$/.test(name)) ? names : undefined
}

const name = String.raw`(?:"(?:[^"]|"")+"|\w+)`
const target = new RegExp(String.raw`\b(?:into|update)\s+(${name}(?:\s*\.\s*${name})*)`, 'gi')
const last = new RegExp(`${name}$`)

/** The tables that a text writes, in lower case, as the engine compares names. At the worst some that it does not write. */
export const tablesWritten = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(target)].map(([, written]) => lastName(written!))),
]

/** The name in `name` or `schema.name`, quoted or not, in lower case. */
export const lastName = (written: string): string => {
  const [found = written] = last.exec(written) ?? []
  return found.replace(/^"|"$/g, '').replaceAll('""', '"').toLowerCase()
}
