import type { TableChange } from '../../database/alter-form.ts'
import { changedTable } from '../alter/changed-table.ts'
import type { Work } from '../workshop.ts'
import type { StepContext } from './step-units.ts'

/** Throws what changes would throw that the engine cannot make at the end of a step, before its beginning is committed. */
export const requireLater = async (
  work: Work,
  table: string,
  first: readonly TableChange[],
  later: readonly TableChange[],
  { readSchema, dialect }: Pick<StepContext, 'readSchema' | 'dialect'>,
): Promise<void> => {
  if (later.length === 0) return
  const schema = await readSchema(work, { part: 'tables' })
  const model = schema.tables.find(({ name }) => name === table)
  // What begins says it better.
  if (model === undefined) return
  const next = changedTable(model, first, dialect.lexicon).model
  const tables = schema.tables.map((one) => (one === model ? next : one))
  for (const { ask, statements } of dialect.alter.change(table, later))
    if (ask === undefined) statements({ ...schema, tables }, [])
}
