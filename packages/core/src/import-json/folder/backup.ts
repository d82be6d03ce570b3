import { existsSync } from 'node:fs'
import { mkdir, readdir, realpath, rm, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { HoldfastError } from '../../errors.ts'
import { factsOf } from '../reading/byte-reader.ts'
import type { FoundFile, Inventory, Unreadable } from './inventory.ts'
import { keepCopy } from './keep-copy.ts'
import { refuseMoved } from './refuse-moved.ts'
import { type ManifestEntry, readManifest, writeManifest } from './manifest.ts'
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
  const home = await prepare(inventory.root, folder, action)
  const manifest = join(home, 'manifest.jsonl')
  const scratch = join(home, 'drafts')
  await mkdir(scratch, { recursive: true })
  await removeStale(scratch)
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
      if (!(error instanceof HoldfastError) || !isOfFile(error)) throw error
      // A file that is gone by now, as when another process archives, is as one that never was.
      if (existsSync(file.file)) unreadable.push({ path: file.path, reason: error.message, isFolder: false })
    }
  }
  await writeManifest(manifest, [...known.values()], scratch)
  return {
    entries,
    unreadable,
    copyOf: (path, hash) => {
      const copy = known.get(versionOf({ path, hash }))?.copy
      return copy === undefined ? undefined : join(home, copy)
    },
  }
}

const aDay = 24 * 60 * 60 * 1_000

/** Drafts that killed processes left. Those of a day may belong to one that runs. */
const removeStale = async (scratch: string): Promise<void> => {
  for (const name of await readdir(scratch)) {
    const draft = join(scratch, name)
    const facts = await stat(draft).catch(() => undefined)
    if (facts !== undefined && Date.now() - facts.mtimeMs > aDay) await rm(draft, { force: true })
  }
}

const isOfFile = ({ code }: HoldfastError): boolean =>
  code === 'permission' || code === 'not-found' || code === 'io'

const versionOf = ({ path, hash }: { readonly path: string; readonly hash: string }): string =>
  `${hash} ${path}`

/** The folder of the backup, which must be apart from the source, and empty or a backup already. */
const prepare = async (root: string, folder: string, action: string): Promise<string> => {
  const whole = resolve(folder)
  await mkdir(whole, { recursive: true })
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

const keep = async (
  found: FoundFile,
  home: string,
  scratch: string,
  { action, signal }: BackupOptions,
): Promise<ManifestEntry> => {
  const { path, file, modified } = found
  const what = `${action}: back up ${JSON.stringify(path)}`
  await refuseMoved(found, what)
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
  const isTaken = existsSync(join(home, first))
  if (isTaken) {
    const facts = await factsOf(file, what, signal)
    const other = `versions/${facts.hash}`
    for (const copy of [first, other]) {
      if (!existsSync(join(home, copy))) continue
      if ((await factsOf(join(home, copy), what, signal)).hash === facts.hash) return describe(facts, copy)
    }
  }
  const copyFor = ({ hash }: { readonly hash: string }): string => (isTaken ? `versions/${hash}` : first)
  const facts = await keepCopy(file, (held) => join(home, copyFor(held)), scratch, what, signal)
  return describe(facts, copyFor(facts))
}
