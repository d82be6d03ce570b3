import { hasCode } from '../../errors.ts'
import type { Workshop } from '../workshop.ts'
import { foreignLedger } from './foreign-ledger.ts'
import type { Ledger } from './ledger.ts'

/** Makes the tables of the history that are missing. Throws `migration` when another tool has one of that name. */
export const makeLedger = async ({ parts }: Workshop, { tables }: Ledger): Promise<void> => {
  try {
    await parts.makeTables(Object.values(tables))
  } catch (error) {
    throw hasCode(error, 'schema') ? foreignLedger(tables, error) : error
  }
}
