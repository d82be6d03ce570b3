import type { Dirent, Stats } from 'node:fs'
import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { HoldfastError } from '../../errors.ts'
import { ioError } from '../reading/byte-reader.ts'
import { throwIfStopped } from '../reading/stopped.ts'

export interface FoundFile {
  /** Below the folder, with `/` between the steps. */
  readonly path: string
  /** Where it is on this machine. */
  readonly file: string
  readonly size: number
  readonly modified: Date
}

/** What is in the folder and is no file that can be read, and why. */
export interface Unreadable {
  readonly path: string
  readonly reason: string
  /** It is a folder, or leads to one. */
  readonly isFolder: boolean
}

export interface Inventory {
  /** The folder itself, without symbolic links. */
  readonly root: string
  /** By path. */
  readonly files: readonly FoundFile[]
  readonly unreadable: readonly Unreadable[]
}

/**
 * Every file below the folder, by path. Symbolic links are told and never followed, so nothing outside is ever read. Throws `not-found` where
 * the folder does not exist.
 */
export const takeInventory = async (
  folder: string,
  action: string,
  signal?: AbortSignal,
): Promise<Inventory> => {
  const root = await realpath(folder).catch((cause: unknown) => {
    throw ioError(cause, `${action}: read the folder`)
  })
  if (!(await lstat(root)).isDirectory())
    throw new HoldfastError('io', `Cannot ${action}: it is not a folder`)
  const files: FoundFile[] = []
  const unreadable: Unreadable[] = []
  const waiting = ['']
  for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
    throwIfStopped(signal, action)
    for (const entry of await entriesOf(root, below, unreadable)) {
      const name = String(entry.name)
      const path = below === '' ? name : `${below}/${name}`
      const refused = reasonAgainst(entry, name)
      if (refused !== undefined) {
        unreadable.push({
          path: path.toWellFormed(),
          reason: refused,
          isFolder: await isFolder(join(root, path)),
        })
      } else if (entry.isDirectory()) waiting.push(path)
      else {
        const file = join(root, path)
        const facts = await factsIfThere(file, path, unreadable)
        if (facts === undefined) continue
        files.push({ path, file, size: facts.size, modified: instantOf(facts.mtimeMs) })
      }
    }
  }
  return { root, files: files.sort(byPath), unreadable: unreadable.sort(byPath) }
}

const byPath = (left: { readonly path: string }, right: { readonly path: string }): number =>
  left.path < right.path ? -1 : 1

const entriesOf = async (
  root: string,
  below: string,
  unreadable: Unreadable[],
): Promise<readonly Dirent<Buffer>[]> => {
  try {
    return await readdir(join(root, below), { withFileTypes: true, encoding: 'buffer' })
  } catch (cause) {
    const { message, code } = ioError(cause, 'read the folder')
    // A folder may go between the listing of the one above and this look at it.
    if (code !== 'not-found' || below === '')
      unreadable.push({ path: below === '' ? '.' : below, reason: message, isFolder: true })
    return []
  }
}

const reasonAgainst = (entry: Dirent<Buffer>, name: string): string | undefined => {
  if (!Buffer.from(name).equals(entry.name)) return 'its name is not UTF-8; rename it'
  if (!name.isWellFormed()) return 'its name holds half of a surrogate pair; rename it'
  if (entry.isSymbolicLink()) return 'it is a symbolic link, which is not followed; put the file itself there'
  if (!entry.isFile() && !entry.isDirectory()) return 'it is no file but a device, pipe or socket'
  return undefined
}

/** A file may go between the listing of its folder and this look at it; what may be listed and not looked at is told. */
const factsIfThere = async (
  file: string,
  path: string,
  unreadable: Unreadable[],
): Promise<Stats | undefined> => {
  try {
    return await lstat(file)
  } catch (cause) {
    const { message, code } = ioError(cause, 'read the file')
    if (code !== 'not-found') unreadable.push({ path, reason: message, isFolder: false })
    return undefined
  }
}

const firstInstant = Date.parse('0001-01-01T00:00:00.000Z')
const lastInstant = Date.parse('9999-12-31T23:59:59.999Z')

/** Some file systems keep times that no `Date`, or no engine, holds. */
const instantOf = (milliseconds: number): Date =>
  new Date(Math.trunc(Math.min(Math.max(milliseconds, firstInstant), lastInstant)))

/** Where a symbolic link leads to is looked at only so far. */
const isFolder = (file: string): Promise<boolean> =>
  stat(file).then(
    (facts) => facts.isDirectory(),
    () => false,
  )
