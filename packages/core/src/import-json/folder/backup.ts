import { existsSync, statSync } from 'node:fs'
import { mkdir, readdir, realpath, rm, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { factsOf, ioError } from '../reading/byte-reader.ts'
import type { FoundFile, Inventory, Unreadable } from './inventory.ts'
import { keepCopy } from './keep-copy.ts'
import { refuseMoved } from './refuse-moved.ts'
import { type ManifestEntry, readManifest, writeManifest } from './manifest.ts'
import { ofSource, SourceFault } from './source-fault.ts'
import { throwIfStopped } from '../reading/stopped.ts'

export interface Backup {
  /** What every file of the inventory held, and its copy. */
  readonly entries: readonly ManifestEntry[]
  /** Files that could not be read after all. */
  readonly unreadable: readonly Unreadable[]
  /** The copy of a version of a file, if there is one. */
  copyOf(path: string, hash: string): string | undefined
}

export interface BackupOptions {
  readonly action: string
  readonly signal?: AbortSignal | undefined
  readonly onFile: (file: FoundFile) => void
}

/**
 * Copies every file of the inventory to `folder`, each verified by its hash and read-only: `files/<path>`, or `versions/<hash>` where another
 * version has that place. Copies of an earlier run are verified and kept; nothing in the folder is ever replaced or deleted. `manifest.jsonl` tells all.
 */
export const takeBackup = async (
  inventory: Inventory,
  folder: string,
  options: BackupOptions,
): Promise<Backup> => {
  const { action, signal } = options
  const home = await ofBackup(prepare(inventory.root, folder, action), action)
  const manifest = join(home, 'manifest.jsonl')
  const scratch = join(home, 'drafts')
  await ofBackup(removeStale(scratch), action)
  const known = new Map((await readManifest(manifest, action)).map((entry) => [versionOf(entry), entry]))
  const entries: ManifestEntry[] = []
  const unreadable: Unreadable[] = []
  for (const file of inventory.files) {
    throwIfStopped(signal, action)
    options.onFile(file)
    try {
      const entry = await keep(file, home, scratch, options)
      entries.push(entry)
      known.set(versionOf(entry), entry)
    } catch (error) {
      if (!(error instanceof SourceFault)) throw error
      // A file that is gone by now, as when another process archives, is as one that never was.
      if (!isGone(file, error)) unreadable.push({ path: file.path, reason: error.message, isFolder: false })
    }
  }
  // Another process may have written its own meanwhile.
  for (const entry of await readManifest(manifest, action)) {
    if (!known.has(versionOf(entry))) known.set(versionOf(entry), entry)
  }
  await ofBackup(writeManifest(manifest, [...known.values()], scratch), action)
  return {
    entries,
    unreadable,
    copyOf: (path, hash) => {
      const copy = known.get(versionOf({ path, hash }))?.copy
      return copy === undefined ? undefined : join(home, copy)
    },
  }
}

/** What the file system says of the backup, as an error of ours. */
const ofBackup = async <R>(work: Promise<R>, action: string): Promise<R> => {
  try {
    return await work
  } catch (cause) {
    throw cause instanceof Error && 'syscall' in cause ? ioError(cause, `${action}: write the backup`) : cause
  }
}

/** Where it may not be looked for it need not be gone. */
export const isGone = ({ file }: FoundFile, { error }: SourceFault): boolean =>
  error.code !== 'permission' && !existsSync(file)

const aDay = 24 * 60 * 60 * 1_000

/** Drafts that killed processes left. Those of a day may belong to one that runs. */
const removeStale = async (scratch: string): Promise<void> => {
  await mkdir(scratch, { recursive: true })
  for (const name of await readdir(scratch)) {
    const draft = join(scratch, name)
    const facts = await stat(draft).catch(() => undefined)
    if (facts !== undefined && Date.now() - facts.mtimeMs > aDay) await rm(draft, { force: true })
  }
}

const versionOf = ({ path, hash }: { readonly path: string; readonly hash: string }): string =>
  `${hash} ${path}`

const ownersOnly = 0o700

/** The folder of the backup, which must be apart from the source, and empty or a backup already. */
const prepare = async (root: string, folder: string, action: string): Promise<string> => {
  const whole = resolve(folder)
  await mkdir(whole, { recursive: true, mode: ownersOnly })
  const home = await realpath(whole)
  if (isWithin(home, root) || isWithin(root, home)) {
    throw new TypeError(`Cannot ${action}: the backup and the folder must not be within one another`)
  }
  const names = (await readdir(home)).filter((name) => !['drafts', 'files', 'versions'].includes(name))
  if (names.length > 0 && !existsSync(join(home, 'manifest.jsonl'))) {
    throw new TypeError(
      `Cannot ${action}: the folder for the backup holds something else; choose an empty one`,
    )
  }
  return home
}

/** Whether a path is the folder or below it. */
export const isWithin = (path: string, folder: string): boolean => {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

/** A folder of an earlier run may be there. */
const isFile = (copy: string): boolean => existsSync(copy) && statSync(copy).isFile()

const keep = async (
  found: FoundFile,
  home: string,
  scratch: string,
  { action, signal }: BackupOptions,
): Promise<ManifestEntry> => {
  const { path, file, modified } = found
  const what = `${action}: back up ${JSON.stringify(path)}`
  await ofSource(refuseMoved(found, what))
  const describe = (
    facts: { readonly size: number; readonly hash: string },
    copy: string,
  ): ManifestEntry => ({
    path,
    size: facts.size,
    modified: modified.toISOString(),
    hash: facts.hash,
    copy,
  })
  const first = `files/${path}`
  if (isFile(join(home, first))) {
    const facts = await ofSource(factsOf(file, what, signal))
    const other = `versions/${facts.hash}`
    for (const copy of [first, other]) {
      if (!isFile(join(home, copy))) continue
      if ((await factsOf(join(home, copy), what, signal)).hash === facts.hash) return describe(facts, copy)
    }
  }
  const places = ({ hash }: { readonly hash: string }): readonly string[] => [first, `versions/${hash}`]
  const facts = await keepCopy({ from: file, home, places, scratch, action: what, signal })
  return describe(facts, facts.copy)
}
