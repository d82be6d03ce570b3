import { statement, type AlterUnit, type NewIndex, type Statement } from '@holdfast/core'
import { quote } from './quote.ts'

/** Whether the index is there, and whether it is usable: a build that failed leaves one that is not, and that `if not exists` would take for done. */
const isValid = (name: string): Statement =>
  statement(
    `select i.indisvalid from pg_index i join pg_class c on c.oid = i.indexrelid where c.relname = $1 and c.relnamespace = current_schema()::regnamespace`,
    [name],
  )

/** Builds an index beside writers. */
export const createIndex = ({ table, name, columns, unique, where }: NewIndex): readonly AlterUnit[] => [
  {
    title: `make the index "${name}" on "${table}"`,
    form: 'alone',
    statements: () => [
      `create${unique ? ' unique' : ''} index concurrently ${quote(name)} on ${quote(table)} (${columns.map(quote).join(', ')})${where === undefined ? '' : ` where ${where}`}`,
    ],
    probe: {
      ask: isValid(name),
      judge: ([row]) => (row === undefined ? 'absent' : row[0] === true ? 'done' : 'broken'),
      cleanUp: `drop index concurrently if exists ${quote(name)}`,
    },
  },
]

export const dropIndex = (table: string, name: string): readonly AlterUnit[] => [
  {
    title: `drop the index "${name}" on "${table}"`,
    form: 'alone',
    statements: () => [`drop index concurrently ${quote(name)}`],
    probe: {
      ask: isValid(name),
      // A drop that was cut short leaves an index that is not used any more; it is dropped again.
      judge: ([row]) => (row === undefined ? 'done' : 'absent'),
      cleanUp: `drop index concurrently if exists ${quote(name)}`,
    },
  },
]
