import { resolve } from 'node:path'
import type { RestoredFile } from '../../contracts/migrations.ts'
import { HoldfastError } from '../../errors.ts'
import type { Run } from '../run/run.ts'
import { makeLedger } from '../ledger/make-ledger.ts'
import { checkedManifest } from './manifest.ts'
import { restoreDatabase } from './restore-database.ts'

/**
 * Puts a whole copy in the place of the open database, while nobody has a connection, and goes on with it. What was there stays beside it under another
 * name. The copy is read whole and checked before anything is touched.
 */
export const restoreWhole = async (run: Run, from: string): Promise<RestoredFile> => {
  const { workshop, ledger, limits } = run
  const { driver, connections } = workshop.engine
  const { copies, facts } = driver
  if (copies === undefined)
    throw new HoldfastError(
      'unsupported',
      'Cannot restore the database from a file: it is not a file of its own; use the tools of its server',
    )
  const file = resolve(from)
  // Before everybody is sent out.
  await checkedManifest(file, facts.engine)
  const { tables, replaced } = await connections.whileStill(
    () =>
      copies.replace((to) =>
        restoreDatabase({ from: file, to, engine: facts.engine, beside: copies.beside }),
      ),
    { deadline: performance.now() + limits.acquireTimeout },
    'restore the database',
  )
  await workshop.parts.makeTables([])
  await workshop.parts.makeCatalogues()
  await makeLedger(workshop, ledger)
  // The copy remembers who held the lock when it was made.
  await workshop.transaction(
    async ({ tx }) => void (await tx.records(ledger.tables.locks).deleteWhere({ line: ledger.line })),
    limits,
  )
  return {
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    ...(replaced === undefined ? {} : { replaced }),
  }
}
