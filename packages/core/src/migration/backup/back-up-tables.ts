import type { TableBackup } from '../../contracts/migrations.ts'
import { inTransaction, type Run } from '../run/run.ts'
import { engineOf } from './engine-of.ts'
import { backUpTable } from './back-up-table.ts'

/** Copies tables on request, all at one moment. */
export const backUpTables = (run: Run, tables: readonly string[]): Promise<readonly TableBackup[]> =>
  inTransaction(run, async ({ ask }) => {
    const made: TableBackup[] = []
    for (const table of tables) {
      const request = {
        table,
        version: 0,
        line: run.ledger.line,
        at: new Date(),
        engine: engineOf(run.workshop),
      }
      made.push(await backUpTable(ask, run.context.dialect, request))
    }
    return made
  })
