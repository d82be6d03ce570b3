import { createHash } from 'node:crypto'
import type { Database } from '../../contracts/session.ts'
import { type Backup, isGone, takeBackup } from '../folder/backup.ts'
import type { FoundFile, Inventory, Unreadable } from '../folder/inventory.ts'
import type { ManifestEntry } from '../folder/manifest.ts'
import { refuseMoved } from '../folder/refuse-moved.ts'
import { ofSource, SourceFault } from '../folder/source-fault.ts'
import { importFiles } from '../ledger/import-files.ts'
import type { JsonMapping } from '../mapping/mapping.ts'
import { factsOf } from '../reading/byte-reader.ts'
import type { ImportProgress, Settings } from './options.ts'
import type { ImportProblem } from './problem.ts'

/** A file and the mapping that is for it. */
export interface MatchedFile {
  readonly file: FoundFile
  readonly pattern: string
  readonly mapping: JsonMapping
  readonly matched: readonly string[]
  /** The key in the ledger. */
  readonly key: string
}

/** Files in the order in which they are imported: by pattern, then by path. */
export const matchFiles = (
  { files }: Pick<Inventory, 'files'>,
  { name, mappings }: Settings,
): { readonly matched: readonly MatchedFile[]; readonly unmatched: readonly string[] } => {
  const lists = mappings.map((): MatchedFile[] => [])
  const unmatched: string[] = []
  for (const file of files) {
    const key = createHash('sha256')
      .update(JSON.stringify([name, file.path]))
      .digest('hex')
    const isTaken = mappings.some(({ pattern, mapping }, index) => {
      const matched = pattern.match(file.path)
      if (matched !== undefined) lists[index]!.push({ file, pattern: pattern.text, mapping, matched, key })
      return matched !== undefined
    })
    if (!isTaken) unmatched.push(file.path)
  }
  return { matched: lists.flat(), unmatched }
}

/** What cannot be read and may hold what is to be imported, and what else cannot be read. */
export const judgeUnreadable = (
  unreadable: readonly Unreadable[],
  { mappings }: Settings,
): { readonly problems: readonly ImportProblem[]; readonly passedOver: readonly Unreadable[] } => {
  const isWanted = ({ path, isFolder }: Unreadable): boolean =>
    mappings.some(({ pattern }) => (isFolder && pattern.mayHold(path)) || pattern.match(path) !== undefined)
  return {
    problems: unreadable.filter(isWanted).map(({ path, reason }) => ({ path, kind: 'unreadable', reason })),
    passedOver: unreadable.filter((one) => !isWanted(one)),
  }
}

/** Reads every file once for its hash, and copies it where a backup is wanted. */
export const surveyFiles = async (inventory: Inventory, settings: Settings, tell: Tell): Promise<Backup> => {
  const { action, signal, backupTo } = settings
  const { files } = inventory
  const totalBytes = files.reduce((sum, { size }) => sum + size, 0)
  let done = 0
  let bytes = 0
  const onFile = ({ path, size }: FoundFile): void => {
    const step = backupTo === false ? 'inventory' : 'backup'
    tell({ step, done, total: files.length, bytes, totalBytes, path })
    done += 1
    bytes += size
  }
  if (backupTo !== false) return takeBackup(inventory, backupTo, { action, signal, onFile })
  const entries: ManifestEntry[] = []
  const unreadable: Unreadable[] = []
  for (const file of files) {
    onFile(file)
    try {
      const what = `${action}: read ${JSON.stringify(file.path)}`
      await ofSource(refuseMoved(file, what))
      const facts = await ofSource(factsOf(file.file, what, signal))
      entries.push({ path: file.path, ...facts, modified: file.modified.toISOString() })
    } catch (error) {
      if (!(error instanceof SourceFault)) throw error
      if (!isGone(file, error)) unreadable.push({ path: file.path, reason: error.message, isFolder: false })
    }
  }
  return { entries, unreadable, copyOf: () => undefined }
}

export type Tell = (progress: ImportProgress) => void

/** The hashes of the files that are imported, by their key. */
export const importedHashes = async (db: Database, name: string): Promise<Map<string, string>> => {
  const hashes = new Map<string, string>()
  const known = db.records(importFiles).walk({ where: { name, state: 'imported' }, select: ['file', 'hash'] })
  for await (const { file, hash } of known) hashes.set(file, hash)
  return hashes
}
