import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Measure } from '../proof/measure-table.ts'
import { HoldfastError } from '../../errors.ts'
import { onFiles } from './on-files.ts'

/** How backups are written. A newer one is not read. */
const format = 1

/** What is known of a backup of a whole database; it lies beside it as `<file>.json`. */
export interface BackupManifest {
  readonly tool: 'holdfast'
  readonly format: number
  readonly engine: string
  readonly version: string
  readonly at: string
  readonly bytes: number
  /** Of the file, in hexadecimal. */
  readonly sha256: string
  readonly tables: readonly ({ readonly table: string } & Measure)[]
  /** What it was made for, where a migration was the reason or a history was at hand. */
  readonly of?: { readonly database: string; readonly line: string; readonly migration: number }
}

export const manifestOf = (file: string): string => `${file}.json`

export const newManifest = (parts: Omit<BackupManifest, 'tool' | 'format'>): BackupManifest => ({
  tool: 'holdfast',
  format,
  ...parts,
})

/**
 * What a backup says of itself, after its file was read whole and found to be that. Throws `not-found` without manifest, `schema` for one of
 * a newer version, `unsupported` for one of another engine, `corrupt` for a file that is not what was written.
 */
export const checkedManifest = async (file: string, engine: string): Promise<BackupManifest> => {
  const manifest = await readManifest(file)
  const refuse = (code: 'schema' | 'unsupported' | 'corrupt', why: string): HoldfastError =>
    new HoldfastError(code, `Cannot restore from ${file}: ${why}`)
  if (manifest.tool !== 'holdfast') throw refuse('unsupported', 'something else than Holdfast has made it')
  if (manifest.format > format)
    throw refuse('schema', 'a newer version of Holdfast has made it; update the packages')
  if (manifest.engine !== engine)
    throw refuse('unsupported', `it is a database of ${manifest.engine}, not ${engine}`)
  const { bytes, sha256 } = await digestOf(file)
  if (bytes !== manifest.bytes || sha256 !== manifest.sha256)
    throw refuse('corrupt', 'the file is not what was written; it was changed or cut off')
  return manifest
}

export const readManifest = async (file: string): Promise<BackupManifest> => {
  let text: string
  try {
    text = await readFile(manifestOf(file), 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT')
      return onFiles(`restore from ${file}`, () => Promise.reject(cause))
    throw new HoldfastError(
      'not-found',
      `Cannot restore from ${file}: there is no ${manifestOf(file)}, so it is no backup that was finished`,
      { cause },
    )
  }
  const refuse = (why: string, cause?: unknown): HoldfastError =>
    new HoldfastError('corrupt', `Cannot restore from ${file}: ${manifestOf(file)} is ${why}`, { cause })
  let found: unknown
  try {
    found = JSON.parse(text)
  } catch (cause) {
    throw refuse('no JSON', cause)
  }
  if (!isManifest(found)) throw refuse('no description of a backup; take another backup')
  return found
}

/** Of one that is of ours and of this format, all that is read of it. */
const isManifest = (found: unknown): found is BackupManifest => {
  if (typeof found !== 'object' || found === null) return false
  const { tool, format: written, at, bytes, sha256, tables } = found as Partial<BackupManifest>
  if (tool !== 'holdfast' || (typeof written === 'number' && written > format)) return true
  const isMeasured = (one: unknown): boolean =>
    typeof one === 'object' && one !== null && typeof (one as { rows?: unknown }).rows === 'number'
  return (
    typeof written === 'number' &&
    typeof at === 'string' &&
    typeof bytes === 'number' &&
    typeof sha256 === 'string' &&
    Array.isArray(tables) &&
    tables.every(isMeasured)
  )
}

export const digestOf = async (
  file: string,
): Promise<{ readonly bytes: number; readonly sha256: string }> => {
  const hash = createHash('sha256')
  let bytes = 0
  await onFiles('read a backup', async () => {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      bytes += chunk.length
      hash.update(chunk)
    }
  })
  return { bytes, sha256: hash.digest('hex') }
}
