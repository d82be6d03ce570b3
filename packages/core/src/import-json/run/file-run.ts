import type { Database } from '../../contracts/session.ts'
import type { FoundFile } from '../folder/inventory.ts'
import type { ManifestEntry } from '../folder/manifest.ts'
import type { Reading } from '../reading/read-records.ts'
import type { Settings } from './options.ts'
import type { FileMapping } from './prepare-record.ts'

/** All that the import of one file works with. */
export interface FileRun {
  readonly db: Database
  readonly settings: Settings
  readonly file: FoundFile
  readonly entry: ManifestEntry
  /** The key of the file in the ledger. */
  readonly key: string
  readonly mapping: FileMapping
  readonly tenant: string | undefined
  readonly reading: Reading
  /** Records that are written and proven together. */
  readonly chunkRecords: number
  /** The backup of a version of a file. */
  copyOf(path: string, hash: string): string | undefined
}
