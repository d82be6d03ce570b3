import { statement, type ProofForm, type StoredColumn } from '@holdfast/core'
import { mostArguments } from '../engine/content-functions.ts'
import { quote } from '../engine/quote.ts'
import { marks } from '../engine/table-marks.ts'
import { castTest } from './cast-test.ts'

/** How what tables hold is proved on SQLite: by functions of this driver, which the engine calls for each row. */
export const proof: ProofForm = {
  // Also the names of views, of virtual tables and of what they keep.
  columnsOf: (table) =>
    statement(`select name, type, ${marks} from pragma_table_xinfo(?1) where hidden = 0 order by cid`, [
      table,
    ]),
  measure: (table, columns) => {
    const tests = columns.flatMap(comesBack)
    const rows = tests.length === 0 ? 'count(*)' : `count(*) filter (where ${tests.join(' and ')})`
    return statement(
      `select ${rows}, holdfast_content(${folded(columns.flatMap(values)).join(', ')}) from ${quote(table)}`,
    )
  },
  brokenReferences: statement(
    'select "table", parent, count(*) from pragma_foreign_key_check group by 1, 2 order by 1, 2',
  ),
  castTest,
}

/** Types whose columns hold blobs by chance only. */
const seldomBlob = /int|char|clob|text|real|floa|doub|num|dec|bool|date|time/i

/**
 * What is hashed of a column. A text is handed to JavaScript as UTF-16, where broken UTF-8 is mended: so its length in bytes
 * goes with it. A small blob goes as text with a mark: an object for each row costs more than all the rest.
 */
const values = ({ name, type: now, former }: StoredColumn): readonly string[] => {
  const column = former === undefined ? quote(name) : formerly(name, former.type)
  const type = former?.type ?? now
  if (/char|clob|text/i.test(type)) return [column, `octet_length(${column})`]
  if (seldomBlob.test(type)) return [column]
  const isSmall = `(typeof(${column}) = 'blob' and length(${column}) <= 256)`
  return [isSmall, `iif(${isSmall}, hex(${column}), ${column})`, `octet_length(${column})`]
}

/** A column without a type had no affinity, and values of any class. */
const formerly = (name: string, type: string): string =>
  type.trim() === '' ? quote(name) : `cast(${quote(name)} as ${type})`

/** Whether a row's value comes back from its former type as it is. */
const comesBack = ({ name, type, former }: StoredColumn): readonly string[] => {
  if (former === undefined || type.trim() === '') return []
  const back = `cast(${formerly(name, former.type)} as ${type})`
  return [`(${back} is ${quote(name)} collate binary and typeof(${back}) = typeof(${quote(name)}))`]
}

const folded = (all: readonly string[]): readonly string[] => {
  if (all.length <= mostArguments) return all
  const groups: string[] = []
  for (let first = 0; first < all.length; first += mostArguments)
    groups.push(`holdfast_row(${all.slice(first, first + mostArguments).join(', ')})`)
  return groups
}
