import { createHash, randomUUID } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import { HoldfastError } from '../../errors.ts'
import { ioError } from '../reading/byte-reader.ts'

/** What is known of one version of one file. */
export interface ManifestEntry {
  readonly path: string
  readonly size: number
  /** ISO 8601. */
  readonly modified: string
  /** SHA-256 in hexadecimal digits. */
  readonly hash: string
  /** The copy, below the folder of the backup. */
  readonly copy?: string
}

/** One JSON object a line, so that names with line breaks cannot disturb it. */
export const manifestText = (entries: readonly ManifestEntry[]): string =>
  entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')

/** One hash for all files: paths, sizes and contents. */
export const manifestHash = (entries: readonly ManifestEntry[]): string => {
  const hash = createHash('sha256')
  for (const { path, size, hash: of } of entries) hash.update(`${JSON.stringify([path, size, of])}\n`)
  return hash.digest('hex')
}

/** What the file says; nothing where there is none. */
export const readManifest = async (file: string, action: string): Promise<readonly ManifestEntry[]> => {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return ''
    throw ioError(cause, `${action}: read manifest.jsonl of the backup`)
  })
  try {
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => entryOf(JSON.parse(line)))
  } catch (cause) {
    throw new HoldfastError(
      'corrupt',
      `Cannot ${action}: manifest.jsonl of the backup is damaged; choose another folder for the backup`,
      { cause },
    )
  }
}

const entryOf = (value: unknown): ManifestEntry => {
  const { path, hash, copy = '' } = value as Partial<Record<keyof ManifestEntry, unknown>>
  if ([path, hash, copy].every((text) => typeof text === 'string')) return value as ManifestEntry
  throw new TypeError('a line of the manifest is no entry')
}

/** Puts it in place as a whole: a reader sees the old one or the new one. */
export const writeManifest = async (
  file: string,
  entries: readonly ManifestEntry[],
  scratch: string,
): Promise<void> => {
  const draft = `${scratch}/${randomUUID()}`
  const handle = await open(draft, 'wx', 0o600)
  try {
    try {
      await handle.writeFile(manifestText(entries))
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
}
