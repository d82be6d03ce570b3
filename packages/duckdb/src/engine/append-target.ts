import type { DuckDBConnection } from '@duckdb/node-api'
import { HoldfastError, type Bound } from '@holdfast/core'

/** The table that rows are appended to. */
export interface AppendTarget {
  readonly schema: string
  readonly name: string
  readonly columns: readonly TargetColumn[]
}

export interface TargetColumn {
  readonly name: string
  readonly type: string
  /** Its default, where that is a text written out, or none: then it need not be asked of the engine for each row. */
  readonly constant: Bound | undefined
}

/** The table by its name, or by `schema.name`; names differ by more than case, as everywhere in DuckDB. */
export const findTarget = async (
  connection: DuckDBConnection,
  catalog: string,
  table: string,
): Promise<AppendTarget> => {
  const text =
    'select schema_name, table_name, column_name, data_type, column_default from duckdb_columns() where lower(database_name) = lower($1) and ' +
    "((schema_name = 'main' and lower(table_name) = lower($2)) or lower(schema_name || '.' || table_name) = lower($2)) " +
    "order by schema_name = 'main' desc, schema_name, table_name, column_index"
  const rows = await (await connection.run(text, [catalog, table])).getRows()
  const [schema, name] = rows[0] ?? []
  if (typeof schema !== 'string' || typeof name !== 'string') {
    throw new HoldfastError('no-table', `Cannot insert: there is no table "${table}"`, { table })
  }
  const columns = rows
    .filter((row) => row[0] === schema && row[1] === name)
    .map((row) => ({ name: String(row[2]), type: String(row[3]), constant: constantOf(row[4]) }))
  return { schema, name, columns }
}

const constantOf = (expression: unknown): Bound | undefined => {
  if (expression === null) return null
  return typeof expression === 'string'
    ? /^'((?:[^']|'')*)'$/.exec(expression)?.[1]?.replaceAll("''", "'")
    : undefined
}

/** For each column of the table, which value of a row it takes; −1 for its default. */
export const positionsOf = (
  existing: readonly TargetColumn[],
  given: readonly string[],
): readonly number[] => {
  const names = existing.map(({ name }) => name.toLowerCase())
  for (const name of given) {
    if (names.includes(name.toLowerCase())) continue
    throw new HoldfastError('no-column', `Cannot insert: the table has no column "${name}"`, {
      columns: [name],
    })
  }
  const wanted = given.map((name) => name.toLowerCase())
  return names.map((name) => wanted.indexOf(name))
}
