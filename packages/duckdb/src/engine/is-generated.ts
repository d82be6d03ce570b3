/**
 * Whether a column is generated, over `duckdb_columns() c` and `duckdb_tables() t`: the engine's list of columns does not say so, its text of
 * the table does.
 */
export const isGenerated: string =
  `exists (select 1 from (select unnest(['(', ', ']) as sign) s, (select unnest([c.column_name, '"' || replace(c.column_name, '"', '""') || '"']) as name) n ` +
  `where contains(t.sql, s.sign || n.name || ' ' || c.data_type || ' GENERATED ALWAYS AS('))`
