import type { DuckDBConnection } from '@duckdb/node-api'
import { tablesWritten } from './unique-keys.ts'

/** Columns of a table, in lower case. */
type Columns = readonly string[]

/** Types of which the engine changes a value where it is. */
const inPlace =
  '^(BOOLEAN|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\\(\\d+,\\d+\\)|VARCHAR|BLOB|BIT|UUID|JSON|DATE|INTERVAL|TIME[A-Z_ ]*)$'

/** The columns of which an update is a removal and an insert: under a key or an index, or of another type. */
const moving = async (connection: DuckDBConnection, table: string): Promise<Columns> => {
  const isKey = `exists (select 1 from duckdb_constraints() k where lower(k.table_name) = $1 and k.constraint_type <> 'NOT NULL' and list_contains(k.constraint_column_names, c.column_name))`
  // A name with other characters is spelt with more in the text of an index.
  const isIndexed = `exists (select 1 from duckdb_indexes() i where lower(i.table_name) = $1 and contains(lower(i.expressions), lower(c.column_name))) or regexp_matches(c.column_name, '[^\\w ]')`
  const text = `select c.column_name from duckdb_columns() c where lower(c.table_name) = $1 and (not regexp_matches(c.data_type, '${inPlace}') or ${isKey} or ${isIndexed})`
  const rows = await (await connection.run(text, [table])).getRowsJS()
  return rows.map(([name]) => (name as string).toLowerCase())
}

/**
 * Whether an update may leave rows at another place than they were, judged by the names that it assigns to and the tables that are committed. At the worst it is said of one that
 * does not.
 */
export class MovedRows {
  readonly #connect: () => Promise<DuckDBConnection>
  readonly #tables = new Map<string, Promise<Columns>>()

  constructor(connect: () => Promise<DuckDBConnection>) {
    this.#connect = connect
  }

  /** Some table may have changed. */
  forget(): void {
    this.#tables.clear()
  }

  async mayMove(text: string): Promise<boolean> {
    const tables = tablesWritten(text)
    if (tables.length === 0 || severalAtOnce.test(text)) return true
    const columns = (await Promise.all(tables.map((table) => this.#columnsOf(table)))).flat()
    if (columns.length === 0) return false
    const assigned = new Set([...text.matchAll(assignment)].map(([, name]) => unquoted(name!)))
    return columns.some((column) => assigned.has(column))
  }

  #columnsOf(table: string): Promise<Columns> {
    const known = this.#tables.get(table)
    if (known !== undefined) return known
    const asked = this.#ask(table)
    this.#tables.set(table, asked)
    // Whoever asked is told; the next one asks again.
    asked.catch(() => this.#tables.delete(table))
    return asked
  }

  async #ask(table: string): Promise<Columns> {
    const connection = await this.#connect()
    try {
      return await moving(connection, table)
    } finally {
      connection.disconnectSync()
    }
  }
}

/** `set (a, b) = …`, or all columns of a merge's source. */
const severalAtOnce = /\bset\s*\(|\bset\s*\*|\bthen\s+update\b(?!\s+set\b)|\bby\s+(?:name|position)\b/i

/** A name before an equals sign: one that is assigned to, or compared. */
const assignment = /("(?:[^"]|"")+"|\w+)\s*=(?!=)/g

const unquoted = (name: string): string =>
  (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name).toLowerCase()
