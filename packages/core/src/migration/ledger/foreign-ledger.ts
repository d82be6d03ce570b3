import { HoldfastError } from '../../errors.ts'
import type { LedgerTables } from './ledger-tables.ts'

/** A table of the ledger's name is there and is not one of ours. */
export const foreignLedger = ({ migrations }: LedgerTables, cause: unknown): HoldfastError => {
  const { table } = migrations.version
  return new HoldfastError(
    'migration',
    `Cannot migrate: the table "${table}" exists and is not Holdfast’s; it is another tool’s history, so give ours another name with ledger (--ledger), and take that one over with adopt() (holdfast adopt)`,
    { table, cause },
  )
}
