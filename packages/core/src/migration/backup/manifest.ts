import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Measure } from '../proof/measure-table.ts'
import { HoldfastError } from '../../errors.ts'

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
    throw new HoldfastError(
      'not-found',
      `Cannot restore from ${file}: there is no ${manifestOf(file)}, so it is no backup that was finished`,
      { cause },
    )
  }
  try {
    return JSON.parse(text) as BackupManifest
  } catch (cause) {
    throw new HoldfastError('corrupt', `Cannot restore from ${file}: ${manifestOf(file)} is no JSON`, {
      cause,
    })
  }
}

export const digestOf = async (
  file: string,
): Promise<{ readonly bytes: number; readonly sha256: string }> => {
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      bytes += chunk.length
      hash.update(chunk)
    }
  } catch (cause) {
    throw new HoldfastError('not-found', `Cannot read ${file}: the system refused`, { cause })
  }
  return { bytes, sha256: hash.digest('hex') }
}
