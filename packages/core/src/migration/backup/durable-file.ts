import { link, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Waits until what was written to the file is on the disk. */
export const flush = async (file: string): Promise<void> => {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Gives a flushed file its final name, so that it is found under it also after a loss of power. */
export const settle = async (from: string, to: string): Promise<void> => {
  await rename(from, to)
  await flushFolder(dirname(to))
}

/** The same where nothing may be replaced: rejects with `EEXIST` when the name is taken, whoever took it a moment ago. */
export const settleNew = async (from: string, to: string): Promise<void> => {
  try {
    await link(from, to)
  } catch (error) {
    if (!withoutLinks.has(String((error as NodeJS.ErrnoException).code))) throw error
    await (await open(to, 'wx')).close()
    await rename(from, to)
  }
  await rm(from, { force: true })
  await flushFolder(dirname(to))
}

/** What a file system says that has no second names for a file. */
const withoutLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

/** Where a system cannot flush a folder, its names are as durable as it makes them. */
const flushFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
