import { statement, type Probe, type StatementFacts } from '@holdfast/core'
import { madeIndex } from './made-index.ts'
import { qualify } from './quote.ts'

type CreateIndex = Extract<StatementFacts, { kind: 'create-index' }>

const created = (facts: CreateIndex, name: string): Probe => {
  const { table, method = 'btree', unique, partial, expressions } = facts
  const columns = facts.columns.map((column) => column.name)
  const place = qualify(table.schema, table.name)
  return madeIndex({ table: place, name, unique, partial, method, expressions, columns })
}

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
