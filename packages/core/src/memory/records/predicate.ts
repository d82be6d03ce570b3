import { matches as matchesValues } from '../../door/matches.ts'
import type { Predicate } from '../../door/predicate.ts'
import { type RowValues, valueAt } from './row-values.ts'

/** Whether the row matches. */
export const matches = (predicate: Predicate, row: RowValues): boolean =>
  matchesValues(predicate, (column) => valueAt(row, column))
