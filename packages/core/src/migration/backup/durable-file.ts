import { open, rename } from 'node:fs/promises'
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
