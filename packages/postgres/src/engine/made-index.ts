import { statement, type Probe } from '@holdfast/core'

/** An index that was to be made beside writers, as far as both a text and a step say what it is. */
export interface WantedIndex {
  /** As it stands in SQL. */
  readonly table: string
  readonly name: string
  readonly unique: boolean
  readonly partial: boolean
  readonly method: string
  readonly expressions: boolean
  readonly columns: readonly string[]
}

/**
 * The index of that name on that table, and what its definition says. An index is made in the schema of its table, whatever schema the search path finds its name in.
 */
const ofTable = `select x.indisvalid and x.indisready, x.indisunique, x.indpred is not null, m.amname::text, x.indexprs is not null,
  (select coalesce(pg_catalog.json_agg(a.attname order by k.at), '[]')::text from pg_catalog.unnest(x.indkey::pg_catalog.int2[]) with ordinality k (number, at)
    join pg_catalog.pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.number where k.at <= x.indnkeyatts),
  pg_catalog.format('%I.%I', n.nspname, i.relname)
from pg_catalog.pg_index x join pg_catalog.pg_class i on i.oid = x.indexrelid
  join pg_catalog.pg_namespace n on n.oid = i.relnamespace join pg_catalog.pg_am m on m.oid = i.relam
where x.indrelid = pg_catalog.to_regclass($1) and i.relname = $2::text::pg_catalog.name`

/**
 * Whether it was made. A build that failed leaves one that is not valid, and that `if not exists` would take for done; a valid one with another definition is somebody else's, and the engine
 * refuses the name.
 */
export const madeIndex = ({ table, name, columns, ...wanted }: WantedIndex): Probe => ({
  ask: statement(ofTable, [table, name]),
  judge: ([row]) => {
    if (row === undefined) return 'absent'
    const [valid, unique, partial, method, expressions, found] = row
    if (valid !== true) return 'broken'
    const isSame =
      unique === wanted.unique &&
      partial === wanted.partial &&
      method === wanted.method &&
      expressions === wanted.expressions &&
      columnsOf(found) === columnsOf(JSON.stringify(columns))
    return isSame ? 'done' : 'absent'
  },
  cleanUp: ([row]) => `drop index concurrently if exists ${String(row?.at(-1))}`,
})

/** One spelling for the same list. */
const columnsOf = (list: unknown): string => JSON.stringify(JSON.parse(String(list)))
