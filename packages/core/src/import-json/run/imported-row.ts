import type { NewRow } from '../../contracts/table.ts'
import type { importFiles } from '../ledger/import-files.ts'
import type { FileFacts } from '../reading/byte-reader.ts'
import type { FileRun } from './file-run.ts'
import type { FileTally } from './file-tally.ts'
import { FileFailure } from './problem.ts'
import { refuseFailed } from './refuse-failed.ts'

/** What the ledger says of a file that is imported. Throws `FileFailure` where it may not be. */
export const importedRow = (
  run: FileRun,
  { size, hash }: FileFacts,
  tally: FileTally,
): NewRow<typeof importFiles> => {
  const { settings, entry, key, file } = run
  const { path, modified } = file
  if (hash !== entry.hash)
    throw new FileFailure({ path, kind: 'changed', reason: 'it changed while it was imported; run again' })
  refuseFailed(run, tally)
  const { records, rows, rejected } = tally
  return {
    name: settings.name,
    file: key,
    path,
    hash,
    size,
    modified,
    state: 'imported',
    records,
    rows,
    rejected,
    rowsHash: tally.rowsHash.digest('hex'),
    problem: null,
    at: new Date(),
  }
}
