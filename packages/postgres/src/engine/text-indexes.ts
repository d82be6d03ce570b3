import { statement, type Probe, type StatementFacts } from '@holdfast/core'
import { qualify } from './quote.ts'

type CreateIndex = Extract<StatementFacts, { kind: 'create-index' }>

/**
 * The index of that name on that table, and what its definition says as far as a text's facts say it too. An index is made in the schema of its table, whatever
 * schema the search path finds its name in.
 */
const ofTable = `select x.indisvalid and x.indisready, x.indisunique, x.indpred is not null, m.amname::text, x.indexprs is not null,
  (select coalesce(pg_catalog.json_agg(a.attname order by k.at), '[]')::text from pg_catalog.unnest(x.indkey::pg_catalog.int2[]) with ordinality k (number, at)
    join pg_catalog.pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.number where k.at <= x.indnkeyatts),
  pg_catalog.format('%I.%I', n.nspname, i.relname)
from pg_catalog.pg_index x join pg_catalog.pg_class i on i.oid = x.indexrelid
  join pg_catalog.pg_namespace n on n.oid = i.relnamespace join pg_catalog.pg_am m on m.oid = i.relam
where x.indrelid = pg_catalog.to_regclass($1) and i.relname = $2::text::pg_catalog.name`

const created = (facts: CreateIndex, index: string): Probe => ({
  ask: statement(ofTable, [qualify(facts.table.schema, facts.table.name), index]),
  judge: ([row]) => {
    if (row === undefined) return 'absent'
    const [valid, ...definition] = row
    if (valid !== true) return 'broken'
    const [unique, partial, method, expressions, columns] = definition
    const isSame =
      unique === facts.unique &&
      partial === facts.partial &&
      method === (facts.method ?? 'btree') &&
      expressions === facts.expressions &&
      columnsOf(columns) === columnsOf(JSON.stringify(facts.columns.map(({ name }) => name)))
    return isSame ? 'done' : 'absent'
  },
  cleanUp: ([row]) => `drop index concurrently if exists ${String(row?.at(-1))}`,
})

/** One spelling for the same list. */
const columnsOf = (list: unknown): string => JSON.stringify(JSON.parse(String(list)))

/** Which of a text's statements leave something half-made when they are cut short: a concurrent index, made or dropped, that has a name. */
export const probe = (facts: StatementFacts): Probe | undefined => {
  if (facts.kind === 'create-index' && facts.concurrently && facts.index !== undefined)
    return created(facts, facts.index.name)
  if (facts.kind !== 'drop' || facts.object !== 'index' || !facts.concurrently) return undefined
  // The server drops one at a time so.
  const [index] = facts.names
  if (index === undefined || facts.names.length > 1) return undefined
  return {
    ask: statement(`select 1 from pg_catalog.pg_index where indexrelid = pg_catalog.to_regclass($1)`, [
      qualify(index.schema, index.name),
    ]),
    // A drop that was cut short leaves an index that is not used any more; it is dropped again.
    judge: ([row]) => (row === undefined ? 'done' : 'absent'),
    cleanUp: () => `drop index concurrently if exists ${qualify(index.schema, index.name)}`,
  }
}
