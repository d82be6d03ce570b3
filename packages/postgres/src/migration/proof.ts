import { statement, type ProofForm, type StoredColumn } from '@holdfast/core'
import { quote } from '../engine/quote.ts'
import { castTest } from './cast-test.ts'

/** How what tables hold is proved on PostgreSQL: by its own hash of rows as they would be sent, in one statement. */
export const proof = (table: (name: string) => string): ProofForm => ({
  columnsOf: (name) =>
    statement(
      `select a.attname, format_type(a.atttypid, a.atttypmod), case when t.typtype = 'e' or t.typsend = 0 then 'text' end ` +
        `from pg_attribute a join pg_type t on t.oid = a.atttypid ` +
        `where a.attrelid = to_regclass($1::text) and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum`,
      [table(name)],
    ),
  // What would be sent is exact, says the type of each value, and does not depend on settings of the session, as texts do.
  // Hashes of the engine's own for rows take 0.0 for -0.0 and 1.0 for 1.00; the one of an array of bytes takes bytes.
  measure: (name, columns) =>
    statement(
      `select count(*)${kept(columns)}, coalesce(sum(hash_array_extended(array[sent], 1)), 0), coalesce(sum(hash_array_extended(array[sent], 2)), 0) ` +
        // Without the offset, the row would be made twice.
        `from (select record_send(row(${columns.map(sent).join(', ')})) as sent${keeps(columns)} from ${table(name)} offset 0) rows`,
    ),
  engineVersion: statement(`select current_setting('server_version_num')`),
  castTest,
})

/** An enum's number is another one when its type is made again; its text is not. A few types cannot be sent. */
const sent = ({ name, mark, former }: StoredColumn): string => {
  const value = former === undefined ? quote(name) : `${quote(name)}::${former.type}`
  return (former === undefined ? mark : former.mark) === 'text' ? `(${value})::text` : value
}

/** Whether a row's values come back from their former types as they are. */
const keeps = (columns: readonly StoredColumn[]): string => {
  const tests = columns.flatMap(({ name, type, former }) =>
    former === undefined
      ? []
      : `${quote(name)}::${former.type}::${type}::text collate "C" is not distinct from ${quote(name)}::text collate "C"`,
  )
  return tests.length === 0 ? '' : `, ${tests.join(' and ')} as keeps`
}

const kept = (columns: readonly StoredColumn[]): string =>
  columns.some(({ former }) => former !== undefined) ? ' filter (where keeps)' : ''
