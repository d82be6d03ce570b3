import { mkdir, readdir, rm } from 'node:fs/promises'
import { join, parse, resolve } from 'node:path'
import type { DatabaseBackup } from '../../contracts/migrations.ts'
import { requireTable } from '../../door/table.ts'
import { HoldfastError } from '../../errors.ts'
import { inTransaction, type Run } from '../run/run.ts'
import type { Workshop } from '../workshop.ts'
import { backUpDatabase } from './back-up-database.ts'
import { fileBackupName } from './backup-name.ts'
import { manifestOf, readManifest, type BackupManifest } from './manifest.ts'

/** Writes the whole database into a new file of a folder, which is made, and compares the two before the file has its name. */
export const backUpToFolder = async (
  run: Run,
  folder: string,
  migration: number,
): Promise<DatabaseBackup> => {
  const { workshop, ledger, context } = run
  const { driver } = workshop.engine
  if (driver.copies === undefined)
    throw new HoldfastError(
      'unsupported',
      'Cannot back the database up into a folder: it is not a file of its own; use the tools of its server, as the hook `dump` of the option `backup`',
    )
  const place = resolve(folder)
  await mkdir(place, { recursive: true })
  const at = new Date()
  const database = databaseOf(workshop)
  const file = join(place, fileBackupName(database, migration, at, driver.copies.extension))
  // The lock is extended while the copy is made.
  const locks = requireTable(ledger.tables.locks, 'make a backup').name
  const manifest = await inTransaction(run, async (work) => {
    const { tables } = await context.readSchema(work)
    const names = tables.map(({ name }) => name).filter((name) => name !== locks)
    const of = { database, line: ledger.line, migration }
    return backUpDatabase(work.ask, context.dialect, driver, { file, tables: names, at, of })
  })
  return described(file, manifest)
}

/** The whole copies in a folder, newest first. What is no copy of Holdfast's is passed over. */
export const listDatabaseBackups = async (folder: string): Promise<readonly DatabaseBackup[]> => {
  const place = resolve(folder)
  const names = await readdir(place).catch((cause: unknown) => {
    throw new HoldfastError('not-found', `Cannot list the backups in ${place}: the system refused`, { cause })
  })
  const there = new Set(names)
  const found: DatabaseBackup[] = []
  for (const name of names) {
    if (!there.has(manifestOf(name))) continue
    const manifest = await readManifest(join(place, name)).catch(() => undefined)
    if (manifest?.tool === 'holdfast') found.push(described(join(place, name), manifest))
  }
  return found.toSorted((one, other) => other.at.getTime() - one.at.getTime())
}

/** Removes whole copies of this database, the newest `keep` and those that are younger excepted. */
export const pruneDatabaseBackups = async (
  workshop: Workshop,
  folder: string,
  { keep, before }: { readonly keep: number; readonly before: Date },
): Promise<readonly DatabaseBackup[]> => {
  const database = databaseOf(workshop)
  const own = (await listDatabaseBackups(folder)).filter((one) => one.database === database)
  const old = own.slice(Math.max(1, keep)).filter(({ at }) => at < before)
  for (const { file } of old) {
    // Without its description a file is no backup any more, so a kill between the two leaves none that is half.
    await rm(manifestOf(file), { force: true })
    await rm(file, { force: true })
  }
  return old
}

/** As it is called, without folders. */
const databaseOf = ({ engine }: Workshop): string => {
  const { name } = parse(engine.driver.facts.namespace)
  return name.replaceAll(/[^\w-]+/g, '_') || 'database'
}

const described = (file: string, manifest: BackupManifest): DatabaseBackup => {
  const { engine, version, at, bytes, sha256, tables, of } = manifest
  return {
    file,
    database: of?.database ?? '',
    line: of?.line ?? '',
    version: of?.migration ?? 0,
    at: new Date(at),
    bytes,
    sha256,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    engine: `${engine} ${version}`,
  }
}
