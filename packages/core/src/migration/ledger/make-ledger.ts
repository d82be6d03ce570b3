import { hasCode } from '../../errors.ts'
import type { Workshop } from '../workshop.ts'
import { limitsOf } from '../run-options.ts'
import { foreignLedger } from './foreign-ledger.ts'
import type { Ledger } from './ledger.ts'
import { makeAtOnce } from './make-at-once.ts'
import { bringUpToDate, ledgerShape, requireKnownShape, shapeOf } from './ledger-shape.ts'

/**
 * Makes the tables of the history that are missing, and brings those of an older release up to date. Throws `migration` when another tool has one of that name,
 * `schema` when a newer release has made them.
 */
export const makeLedger = async (workshop: Workshop, ledger: Ledger): Promise<void> => {
  const { parts, session } = workshop
  const { tables } = ledger
  let found = await shapeOf(session, ledger)
  if (found === undefined && !ledger.isOurs) {
    if (await makeAtOnce(workshop, ledger, ledgerShape)) return
    found = await shapeOf(session, ledger)
  }
  requireKnownShape(found, ledger)
  if (found !== ledgerShape) await bringUpToDate(workshop, ledger)
  try {
    const { repeatables, ...others } = tables
    await parts.makeTables(Object.values(ledger.isOurs ? others : { ...others, repeatables }))
  } catch (error) {
    throw hasCode(error, 'schema') ? foreignLedger(tables, error) : error
  }
  if (found !== ledgerShape)
    await workshop.transaction(({ tx }) => ledger.tellShape(tx, ledgerShape), limitsOf({}))
}
