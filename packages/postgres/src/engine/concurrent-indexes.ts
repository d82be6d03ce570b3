import { statement, type AlterUnit, type NewIndex } from '@holdfast/core'
import { madeIndex } from './made-index.ts'
import { quote, type Qualify } from './quote.ts'

/** Builds an index beside writers. */
export const createIndex = (
  place: Qualify,
  { table, name, columns, unique, where }: NewIndex,
): readonly AlterUnit[] => [
  {
    title: `make the index "${name}" on "${table}"`,
    form: 'alone',
    statements: () => [
      `create${unique ? ' unique' : ''} index concurrently ${quote(name)} on ${place(table)} (${columns.map(quote).join(', ')})${where === undefined ? '' : ` where ${where}`}`,
    ],
    probe: madeIndex({
      table: place(table),
      name,
      unique,
      partial: where !== undefined,
      method: 'btree',
      expressions: false,
      columns,
    }),
  },
]

export const dropIndex = (place: Qualify, table: string, name: string): readonly AlterUnit[] => [
  {
    title: `drop the index "${name}" on "${table}"`,
    form: 'alone',
    statements: () => [`drop index concurrently ${place(name)}`],
    probe: {
      ask: statement('select 1 from pg_catalog.pg_index where indexrelid = pg_catalog.to_regclass($1)', [
        place(name),
      ]),
      // A drop that was cut short leaves an index that is not used any more; it is dropped again.
      judge: ([row]) => (row === undefined ? 'done' : 'absent'),
      cleanUp: () => `drop index concurrently if exists ${place(name)}`,
    },
  },
]
