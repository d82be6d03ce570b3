import { createHash, randomUUID } from 'node:crypto'
import { open, readFile, rename } from 'node:fs/promises'
import { HoldfastError } from '../../errors.ts'

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
    throw cause
  })
  try {
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as ManifestEntry)
  } catch (cause) {
    throw new HoldfastError(
      'corrupt',
      `Cannot ${action}: manifest.jsonl of the backup is damaged; choose another folder for the backup`,
      { cause },
    )
  }
}

/** Puts it in place as a whole: a reader sees the old one or the new one. */
export const writeManifest = async (
  file: string,
  entries: readonly ManifestEntry[],
  scratch: string,
): Promise<void> => {
  const draft = `${scratch}/${randomUUID()}`
  const handle = await open(draft, 'wx', 0o644)
  try {
    await handle.writeFile(manifestText(entries))
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(draft, file)
}
