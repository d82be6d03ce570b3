import { statement, type AlterUnit, type NewIndex, type Statement } from '@holdfast/core'
import { quote, type Qualify } from './quote.ts'

/** Whether the index is there, and whether it is usable: a build that failed leaves one that is not, and that `if not exists` would take for done. */
const isValid = (index: string): Statement =>
  statement(`select indisvalid from pg_index where indexrelid = to_regclass($1)`, [index])

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
    probe: {
      ask: isValid(place(name)),
      judge: ([row]) => (row === undefined ? 'absent' : row[0] === true ? 'done' : 'broken'),
      cleanUp: () => `drop index concurrently if exists ${place(name)}`,
    },
  },
]

export const dropIndex = (place: Qualify, table: string, name: string): readonly AlterUnit[] => [
  {
    title: `drop the index "${name}" on "${table}"`,
    form: 'alone',
    statements: () => [`drop index concurrently ${place(name)}`],
    probe: {
      ask: isValid(place(name)),
      // A drop that was cut short leaves an index that is not used any more; it is dropped again.
      judge: ([row]) => (row === undefined ? 'done' : 'absent'),
      cleanUp: () => `drop index concurrently if exists ${place(name)}`,
    },
  },
]
