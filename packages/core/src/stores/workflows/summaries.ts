import type { Call } from '../../database/executor.ts'
import type { RunSummary } from '../../workflow/flow-storage.ts'
import type { StoreAccess } from '../keyed/store-access.ts'
import { StoreText } from '../keyed/store-text.ts'
import { summaryColumns, summaryOf } from './run-row.ts'
import { runTable, stepTable } from './tables.ts'

/** Runs with their newest steps, each found at the end of its range. `condition` ends in the order. */
export const summaries = async (
  { executor, space }: StoreAccess,
  condition: (text: StoreText) => string,
  call: Call,
): Promise<readonly RunSummary[]> => {
  const text = new StoreText(executor, space, runTable)
  const { key } = space
  const found = `select t.${key}, ${summaryColumns} from ${text.table} t where ${condition(text)}`
  const belongs = text.belongs.replaceAll('t.', 's.')
  const newest = (column: string): string =>
    `(select s.${column} from ${executor.dialect.table(stepTable)} s where ${belongs}s.${key} > t.${key} || ${text.bind('\u0001')} and s.${key} < t.${key} || ${text.bind('\u0002')} order by s.${key} desc limit 1)`
  const select = `select t.*, ${newest('position')}, ${newest('step')} from (${found}) t`
  const { rows } = await executor.query(text.finish('STATUS', select), 'read', call)
  return rows.map(([bound, ...cells]) => summaryOf(space.unbind(String(bound)), cells))
}
