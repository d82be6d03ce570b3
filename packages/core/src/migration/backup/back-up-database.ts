import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Ask } from '../../database/ask.ts'
import type { Dialect } from '../../database/dialect.ts'
import type { Driver } from '../../database/driver.ts'
import { HoldfastError } from '../../errors.ts'
import { measureTable } from '../proof/measure-table.ts'
import { askOf } from './ask-of.ts'
import { flush, settleNew } from './durable-file.ts'
import { digestOf, manifestOf, newManifest, type BackupManifest } from './manifest.ts'
import { makeCopy } from './make-copy.ts'
import { onFiles } from './on-files.ts'
import { roomFor } from './room-for.ts'

export interface DatabaseBackupRequest {
  readonly file: string
  /** Which ones are measured in both. */
  readonly tables: readonly string[]
  readonly at: Date
  readonly of?: BackupManifest['of']
}

/**
 * Writes the whole database to a new file, with `<file>.json` beside it. Every one of `tables` is measured in both and must be equal before
 * the file gets its name: what is cut short leaves nothing under it. Nobody may write meanwhile. Throws `unsupported` where a database is no
 * file, `disk-full` before anything is written, `corrupt` when the copy is not equal, `io` when the file exists.
 */
export const backUpDatabase = async (
  ask: Ask,
  dialect: Dialect,
  driver: Driver,
  { file, tables, at, of }: DatabaseBackupRequest,
): Promise<BackupManifest> => {
  const { copies, facts } = driver
  if (copies === undefined)
    throw new HoldfastError(
      'unsupported',
      'Cannot back the database up: it is not a file of its own; use the tools of its server',
    )
  for (const place of [file, manifestOf(file)]) if (existsSync(place)) throw taken(place)
  await roomFor(dirname(file), await copies.size(), 'back the database up')
  const part = `${file}.part-${randomBytes(4).toString('hex')}`
  return onFiles('back the database up', async () => {
    try {
      await makeCopy(driver, copies, part)
      const measures = await equalMeasures(ask, dialect, await copies.open(part), tables)
      await flush(part)
      const about = { engine: facts.engine, version: facts.version, at: at.toISOString(), tables: measures }
      const manifest = newManifest({
        ...about,
        ...(await digestOf(part)),
        ...(of === undefined ? {} : { of }),
      })
      await writeFile(`${part}.json`, JSON.stringify(manifest, undefined, 2))
      await flush(`${part}.json`)
      // First what describes it: a file under its final name is whole and described.
      await giveName(`${part}.json`, manifestOf(file))
      try {
        await giveName(part, file)
      } catch (error) {
        await rm(manifestOf(file), { force: true })
        throw error
      }
      return manifest
    } finally {
      for (const ending of ['', '.json', ...copies.beside]) await rm(`${part}${ending}`, { force: true })
    }
  })
}

const taken = (file: string): HoldfastError =>
  new HoldfastError(
    'io',
    `Cannot back the database up: ${file} exists, and a backup replaces nothing; name another file, or remove it`,
  )

/** Another backup may have taken the name since. */
const giveName = async (from: string, to: string): Promise<void> => {
  try {
    await settleNew(from, to)
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? taken(to) : error
  }
}

const equalMeasures = async (
  ask: Ask,
  dialect: Dialect,
  copy: Driver,
  tables: readonly string[],
): Promise<BackupManifest['tables']> => {
  try {
    return await askOf(copy, async (askCopy) => {
      const measures: BackupManifest['tables'][number][] = []
      for (const table of tables) {
        const here = await measureTable(ask, dialect, table)
        const there = await measureTable(askCopy, dialect, table)
        if (here.rows !== there.rows || here.hash !== there.hash)
          throw new HoldfastError(
            'corrupt',
            `Cannot back the database up: "${table}" is another one in the copy`,
          )
        measures.push({ table, ...here })
      }
      return measures
    })
  } finally {
    await copy.close()
  }
}
