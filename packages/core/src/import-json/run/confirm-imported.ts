import type { Session } from '../../contracts/session.ts'
import { HoldfastError } from '../../errors.ts'
import { importFiles } from '../ledger/import-files.ts'
import type { FileRun } from './file-run.ts'

/** Two engines answer the COMMIT of a failed transaction as if it had succeeded, and files are moved aside after it: only what can be read afterwards is true. */
export const confirmImported = async (
  session: Pick<Session, 'records'>,
  runs: readonly FileRun[],
): Promise<void> => {
  const found = await session.records(importFiles).list({
    where: { file: { in: runs.map(({ key }) => key) }, state: 'imported' },
    select: ['file', 'hash'],
    limit: runs.length,
  })
  const hashes = new Map(found.map(({ file, hash }) => [file, hash]))
  const lost = runs.find(({ key, entry }) => hashes.get(key) !== entry.hash)
  if (lost === undefined) return
  throw new HoldfastError(
    'io',
    `Cannot ${lost.settings.action}: the engine reported a commit, and the rows of ${JSON.stringify(lost.file.path)} are not there; run it again`,
  )
}
