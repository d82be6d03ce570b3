import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { HoldfastError } from '../../errors.ts'
import { factsOf, ioError } from '../reading/byte-reader.ts'
import type { FoundFile } from './inventory.ts'

/**
 * Moves a file aside, if it still holds what was imported, unless another process has. Throws `conflict` where it changed or its place is taken; nothing is replaced or
 * deleted.
 */
export const archiveFile = async (
  { path, file }: FoundFile,
  hash: string,
  folder: string,
  action: string,
): Promise<void> => {
  const what = `${action}: archive ${JSON.stringify(path)}`
  const to = join(folder, path)
  try {
    await move(file, to, hash, what)
  } catch (error) {
    if (!existsSync(file) && existsSync(to) && (await factsOf(to, what)).hash === hash) return
    throw error
  }
}

const move = async (file: string, to: string, hash: string, what: string): Promise<void> => {
  if ((await factsOf(file, what)).hash !== hash) {
    throw new HoldfastError(
      'conflict',
      `Cannot ${what}: the file changed since it was imported; run the import again`,
    )
  }
  if (existsSync(to))
    throw new HoldfastError(
      'conflict',
      `Cannot ${what}: a file of this name is archived already; move one of the two away`,
    )
  try {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 })
    await rename(file, to)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EXDEV') throw ioError(cause, what)
    throw new HoldfastError(
      'io',
      `Cannot ${what}: the archive must be on the same file system as the folder`,
      {
        cause,
      },
    )
  }
}
