import { statement, type Statement } from '@holdfast/core'

/** Which catalog: the one that the connection uses, or that of the tables that it alone sees. */
export type Place = 'main' | 'temp'

const here = (place: Place): string =>
  `database_name = ${place === 'temp' ? `'temp'` : 'current_database()'} and schema_name = 'main' and not internal`

const tables = (place: Place): string =>
  `select table_name, sql from duckdb_tables() where ${here(place)} order by table_name`

const columns = (place: Place): string => `
  select table_name, column_name, data_type, is_nullable, column_default from duckdb_columns()
  where ${here(place)} order by table_name, column_index`

// Names are given by the engine, whatever the DDL said, and the text of a reference to the same table is empty.
const constraints = (place: Place): string => `
  select table_name, constraint_type, expression, constraint_column_names, referenced_table, referenced_column_names
  from duckdb_constraints() where ${here(place).replace(' and not internal', '')} order by table_name, constraint_index`

const indexes = (place: Place): string => `
  select table_name, index_name, is_unique, sql from duckdb_indexes()
  where ${here(place).replace(' and not internal', '')} order by table_name, index_name`

const views = (place: Place): string =>
  `select view_name, sql from duckdb_views() where ${here(place)} order by view_name`

const sequences = (place: Place): string => `
  select sequence_name, start_value, increment_by, min_value, max_value, cycle from duckdb_sequences()
  where ${here(place).replace(' and not internal', '')} order by sequence_name`

const types = (place: Place): string =>
  `select type_name, logical_type, labels from duckdb_types() where ${here(place)} order by type_name`

const functions = (place: Place): string =>
  `select distinct function_name from duckdb_functions() where ${here(place)} order by function_name`

/** In the order in which `schemaOf` takes the answers. */
export const questions = (place: Place): readonly Statement[] =>
  [tables, columns, constraints, indexes, views, sequences, types, functions].map((question) =>
    statement(question(place)),
  )
