import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, link, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { HoldfastError } from '../../errors.ts'
import { factsOf, ioError, readBytes, type FileFacts } from '../reading/byte-reader.ts'
import { ofSource } from './source-fault.ts'

export interface CopyPlan {
  /** The file, and the folder of the backup. */
  readonly from: string
  readonly home: string
  /** Where the copy may be, below the folder: the first place that is free, or holds the same already. */
  readonly places: (facts: FileFacts) => readonly string[]
  /** A folder for what is being written. */
  readonly scratch: string
  readonly action: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Copies a file, syncs the copy, reads it again, and gives it its place only if it holds what was read, read-only and for those who may read the file.
 * Nothing that is there already is ever replaced. Resolves with what the file held, and where the copy is. Throws `SourceFault` where the file cannot be read.
 */
export const keepCopy = async (plan: CopyPlan): Promise<FileFacts & { readonly copy: string }> => {
  const { from, home, places, scratch, action, signal } = plan
  const draft = `${scratch}/${randomUUID()}`
  try {
    const facts = await copyTo(draft, from, action, signal)
    const again = await factsOf(draft, `${action}: read the copy`, signal)
    if (again.hash !== facts.hash) {
      throw new HoldfastError(
        'io',
        `Cannot ${action}: the copy holds other bytes than the file; check the disk`,
      )
    }
    for (const copy of places(facts)) {
      if (await place(draft, join(home, copy), facts, action)) return { ...facts, copy }
    }
    throw new HoldfastError(
      'conflict',
      `Cannot ${action}: another copy has its place; choose another folder for the backup`,
    )
  } catch (cause) {
    throw cause instanceof Error && 'syscall' in cause ? ioError(cause, action) : cause
  } finally {
    await rm(draft, { force: true })
  }
}

/** A step of the path is a file in the backup, or the path there is too long. */
const isBlocked = (cause: unknown): boolean =>
  ['EEXIST', 'ENOTDIR', 'ENAMETOOLONG'].includes(String((cause as NodeJS.ErrnoException).code))

/** Whether the place now holds what the draft does, be it by another process. */
const place = async (draft: string, copy: string, facts: FileFacts, action: string): Promise<boolean> => {
  try {
    await mkdir(dirname(copy), { recursive: true })
  } catch (cause) {
    if (isBlocked(cause)) return false
    throw cause
  }
  try {
    // Unlike a rename, a link never replaces anything; some file systems have no links.
    await link(draft, copy)
    return true
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST' || existsSync(copy)) {
      return (await stat(copy)).isFile() && (await factsOf(copy, action)).hash === facts.hash
    }
    if (isBlocked(cause)) return false
    await rename(draft, copy)
    return true
  }
}

const readable = 0o444
const readableByOwner = 0o400

const copyTo = async (
  draft: string,
  from: string,
  action: string,
  signal: AbortSignal | undefined,
): Promise<FileFacts> => {
  const bytes = readBytes(from, action, signal)
  const handle = await open(draft, 'wx', 0o600)
  try {
    for (;;) {
      const { done, value } = await ofSource(bytes.next())
      if (done === true) {
        await handle.sync()
        // Whoever may not read the file may not read its copy either.
        const { mode } = await stat(from).catch(() => ({ mode: 0 }))
        await chmod(draft, (mode & readable) | readableByOwner)
        return value
      }
      await handle.writeFile(value)
    }
  } finally {
    await bytes.return({ size: 0, hash: '' })
    await handle.close()
  }
}
