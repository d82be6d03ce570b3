import type { Transaction } from '../../contracts/session.ts'
import { isForeignKey } from '../../errors.ts'
import { importFiles } from '../ledger/import-files.ts'
import { importRejects } from '../ledger/import-rejects.ts'
import { imports } from '../ledger/imports.ts'
import type { FileRun } from './file-run.ts'
import { FileTally } from './file-tally.ts'
import { type Former, formerRows } from './former.ts'
import { confirmImported } from './confirm-imported.ts'
import { importedRow } from './imported-row.ts'
import { importRecords } from './import-records.ts'
import { FileFailure } from './problem.ts'
import { whereOf } from './read-rows.ts'
import { transactionOptions } from './transaction-options.ts'
import { type Attempts, TryAgain } from './write-chunk.ts'

/** After so many refusals that each cost an attempt, the file fails. */
const mostAttempts = { keep: 1_000, fail: 20 }

export interface FileDone {
  readonly tally: FileTally
  /** Another process has done it. */
  readonly wasDone: boolean
}

/** Imports and proves one file in one transaction, its row in the ledger included. Throws `FileFailure`, and then nothing of it is in the tables. */
export const importFile = async (run: FileRun): Promise<FileDone> => {
  const { db, settings, tenant } = run
  const session = tenant === undefined ? db : db.tenant(tenant)
  const attempts: Attempts = { suspicion: new Map(), refused: new Map() }
  for (;;) {
    try {
      const done = await session.transaction((tx) => attempt(tx, run, attempts), transactionOptions(settings))
      await confirmImported(session, [run])
      return done
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error
      if (attempts.refused.size < mostAttempts[settings.onReject]) continue
      throw new FileFailure({
        path: run.file.path,
        kind: 'rejects',
        reason: `the engine refuses ${attempts.refused.size} records and more; mend the file or the mapping`,
      })
    }
  }
}

const attempt = async (tx: Transaction, run: FileRun, attempts: Attempts): Promise<FileDone> => {
  const { settings, entry, key } = run
  const tally = new FileTally(run)
  await tx.records(imports).get(settings.name, { forUpdate: true })
  const known = await tx.records(importFiles).get(key)
  const isKnown = known?.state === 'imported'
  if (isKnown && known.hash === entry.hash) return { tally, wasDone: true }
  const former = isKnown ? await formerRows(tx, run, known) : undefined
  // A file that nobody has tried has none, and most files are tried once.
  if (known !== undefined) await tx.records(importRejects).deleteWhere({ file: key })
  const facts = await importRecords(tx, run, { tally, attempts, former })
  const row = importedRow(run, facts, tally)
  if (former !== undefined) await removeRest(tx, run, former)
  // The lock of the import is held, so nobody else has inserted it meanwhile.
  if (known === undefined) await tx.records(importFiles).insert(row)
  else await tx.records(importFiles).upsert(row)
  return { tally, wasDone: false }
}

/** What refers to the rows may be of a file that comes later. */
const stillNeeded = (error: unknown, { path }: FileRun['file']): never => {
  if (!isForeignKey(error)) throw error
  const reason =
    'rows that it does not hold any more are still referred to; import what refers to them, and run again'
  throw new FileFailure({ path, kind: 'rejects', reason })
}

/** Rows of the former version that the new one does not have. */
const removeRest = async (tx: Transaction, { mapping, file }: FileRun, { rows }: Former): Promise<void> => {
  for (const [index, target] of [...mapping.targets.entries()].reverse()) {
    const rest = [...rows[index]!.values()]
    for (let start = 0; start < rest.length; start += 100) {
      const where = whereOf(target, rest.slice(start, start + 100))
      await tx
        .records(target.table)
        .deleteWhere(where)
        .catch((error: unknown) => stillNeeded(error, file))
    }
  }
}
