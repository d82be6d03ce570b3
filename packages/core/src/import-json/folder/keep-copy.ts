import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, link, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { HoldfastError } from '../../errors.ts'
import { factsOf, ioError, readBytes, type FileFacts } from '../reading/byte-reader.ts'

const readOnly = 0o444

/**
 * Copies a file, syncs the copy, reads it again, and gives it its place only if it holds what was read, read-only. Nothing that is there
 * already is ever replaced. Resolves with what the file held, and where the copy is.
 */
export const keepCopy = async (
  from: string,
  to: (facts: FileFacts) => string,
  scratch: string,
  action: string,
  signal?: AbortSignal,
): Promise<FileFacts & { readonly copy: string }> => {
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
    await chmod(draft, readOnly)
    const copy = to(facts)
    await mkdir(dirname(copy), { recursive: true })
    if (!(await place(draft, copy)) && (await factsOf(copy, action, signal)).hash !== facts.hash) {
      throw new HoldfastError(
        'conflict',
        `Cannot ${action}: another copy has its place; choose another folder`,
      )
    }
    return { ...facts, copy }
  } catch (cause) {
    throw cause instanceof Error && 'syscall' in cause ? ioError(cause, action) : cause
  } finally {
    await rm(draft, { force: true })
  }
}

/** False where something is there already, as by another process. Unlike a rename, a link never replaces it; some file systems have no links. */
const place = async (draft: string, copy: string): Promise<boolean> => {
  try {
    await link(draft, copy)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST' || existsSync(copy)) return false
    await rename(draft, copy)
  }
  return true
}

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
      const { done, value } = await bytes.next()
      if (done === true) {
        await handle.sync()
        return value
      }
      await handle.writeFile(value)
    }
  } finally {
    await bytes.return({ size: 0, hash: '' })
    await handle.close()
  }
}
