import type { Transaction } from '../../contracts/session.ts'
import { importFiles } from '../ledger/import-files.ts'
import { importRejects } from '../ledger/import-rejects.ts'
import { imports } from '../ledger/imports.ts'
import type { FileRun } from './file-run.ts'
import { writeRejects } from './file-tally.ts'
import type { FileFailure } from './problem.ts'
import { transactionOptions } from './transaction-options.ts'

/** Writes down why a file is not imported, and its first rejects. A file that was imported before keeps its row. */
export const recordFailure = (run: FileRun, { problem, rejects }: FileFailure): Promise<void> =>
  run.db.transaction(async (tx: Transaction) => {
    const { settings, entry, key, file } = run
    // Another process may be importing the very file, and what it commits must not be called a failure.
    await tx.records(imports).get(settings.name, { forUpdate: true })
    const known = await tx.records(importFiles).get(key, { select: ['state'] })
    if (known?.state === 'imported') return
    await tx.records(importRejects).deleteWhere({ file: key })
    await writeRejects(tx, run, rejects, 0)
    await tx.records(importFiles).upsert({
      name: settings.name,
      file: key,
      path: file.path,
      hash: entry.hash,
      size: entry.size,
      modified: file.modified,
      state: 'failed',
      records: 0,
      rows: 0,
      rejected: rejects.length,
      rowsHash: null,
      problem: problem.reason.toWellFormed().replaceAll('\u0000', '\uFFFD'),
      at: new Date(),
    })
  }, transactionOptions(run.settings))
