import { statement, type EffectForm } from '@holdfast/core'

/** A table that is made anew has another number, and so has an index. */
export const effects: EffectForm = {
  questions: [
    statement(
      `select 'table', table_name, table_oid from duckdb_tables() where database_name = current_database() and schema_name = current_schema() and not internal and not temporary union all select 'index', index_name, index_oid from duckdb_indexes() where database_name = current_database() and schema_name = current_schema()`,
    ),
  ],
  compare: ([before = []], [after = []]) => {
    const numbers = new Map(before.map(([type, name, number]) => [`${String(type)} ${String(name)}`, number]))
    const changed = (kind: string): readonly string[] =>
      after
        .filter(([type, name, number]) => {
          const was = numbers.get(`${String(type)} ${String(name)}`)
          return type === kind && was !== undefined && was !== number
        })
        .map(([, name]) => String(name))
        .toSorted()
    return { rewritten: changed('table'), rebuilt: changed('index'), locks: [] }
  },
  // Only one process can have the file, and in it nothing else goes on meanwhile.
  database: { mode: 'the lane of the whole database', blocks: 'reads' },
  // The column is written anew, in the table that is there.
  rewriting: ['set-type'],
}
