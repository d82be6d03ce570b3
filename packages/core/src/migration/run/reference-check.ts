import type { BrokenReference } from '../../contracts/rehearsal.ts'
import type { Dialect } from '../../database/dialect.ts'
import { HoldfastError } from '../../errors.ts'
import { compareStock } from '../proof/compare-stock.ts'
import { brokenReferences } from '../proof/take-stock.ts'
import type { Work } from '../workshop.ts'

/** Runs a body that the engine's own check of references does not watch, and fails when it broke one that was whole. Resolves with those that are broken still. */
export const withReferencesChecked = async (
  { ask }: Work,
  dialect: Dialect,
  body: () => Promise<void>,
): Promise<readonly BrokenReference[]> => {
  const before = await brokenReferences(ask, dialect)
  await body()
  const after = await brokenReferences(ask, dialect)
  const [first] = compareStock({ tables: [], broken: before }, { tables: [], broken: after })
  if (first === undefined) return after
  const { table, parent, rowsBefore, rowsAfter } = first
  throw new HoldfastError(
    'foreign-key',
    `Cannot go on: ${rowsAfter - rowsBefore} rows of "${table}" would refer to rows of "${parent}" that are not there; keep those, or change what refers to them first`,
    { table },
  )
}
