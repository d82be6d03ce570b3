import type { Database } from '../../contracts/session.ts'
import { importFiles } from '../ledger/import-files.ts'
import type { Unreadable } from '../folder/inventory.ts'
import type { ImportProblem } from './problem.ts'

/** What an import has come to. */
export interface ImportReport {
  readonly name: string
  /** Everything that was found is in the tables and proven. */
  readonly isComplete: boolean
  /** Files, by what this run did with them. */
  readonly files: {
    readonly found: number
    readonly imported: number
    /** Imported by an earlier run, or another process. */
    readonly unchanged: number
    /** As many as there are problems. */
    readonly failed: number
    /** Of no pattern: backed up and not imported. */
    readonly unmatched: number
    readonly archived: number
  }
  /** In the tables, of all runs. `records` and `rejected` together are what the files hold. */
  readonly records: number
  readonly rows: number
  readonly rejected: number
  /** Files by pattern. */
  readonly patterns: Readonly<Record<string, number>>
  readonly problems: readonly ImportProblem[]
  /** Files of no pattern, the first hundred. */
  readonly unmatched: readonly string[]
  /** What is no readable file and matches no pattern: links, devices, pipes. */
  readonly passedOver: readonly Unreadable[]
  /** Files that failed in an earlier run and are not there any more: what they held is in the backup only. */
  readonly gone: readonly string[]
  /** Paths that are one on systems where letters of either case are the same. */
  readonly collisions: readonly (readonly string[])[]
  /** Files with keys that occurred twice, of which the last was taken, with the first of their pointers. */
  readonly duplicateKeys: Readonly<Record<string, readonly string[]>>
  /** Over paths, sizes and contents of all files. */
  readonly manifest: string
  /** The folder of the backup. */
  readonly backup: string | undefined
}

/** Sums over the files that are imported. */
export const totalsOf = async (
  db: Database,
  name: string,
): Promise<{ readonly records: number; readonly rows: number; readonly rejected: number }> => {
  const { records, rows, rejected } = await db.records(importFiles).aggregate({
    where: { name, state: 'imported' },
    select: { records: { sum: 'records' }, rows: { sum: 'rows' }, rejected: { sum: 'rejected' } },
  })
  return { records: records ?? 0, rows: rows ?? 0, rejected: rejected ?? 0 }
}

/** Files that failed once and are not among those that are there now. */
export const goneOf = async (
  db: Database,
  name: string,
  files: readonly { readonly path: string }[],
): Promise<readonly string[]> => {
  const there = new Set(files.map(({ path }) => path))
  const gone: string[] = []
  const failed = db.records(importFiles).walk({ where: { name, state: 'failed' }, select: ['path'] })
  for await (const { path } of failed) if (!there.has(path)) gone.push(path)
  return gone
}
