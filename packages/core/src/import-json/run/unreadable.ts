import { realpath } from 'node:fs/promises'
import { HoldfastError } from '../../errors.ts'
import type { FoundFile } from '../folder/inventory.ts'
import { ioError } from '../reading/byte-reader.ts'
import { FileFailure } from './problem.ts'

/** Fails where a folder above the file has become a link to another place since it was found. */
export const refuseMoved = async (found: FoundFile): Promise<void> => {
  const real = await realpath(found.file).catch((cause: unknown) =>
    unreadable(ioError(cause, 'read the file'), found),
  )
  if (real === found.file) return
  throw new FileFailure({
    path: found.path,
    kind: 'unreadable',
    reason: 'a folder above it became a symbolic link',
  })
}

/** Throws what the file system says of one file as the failure of that file; anything else as it is. */
export const unreadable = (error: unknown, { path }: FoundFile): never => {
  const isOfFile = error instanceof HoldfastError && ['io', 'not-found', 'permission'].includes(error.code)
  throw isOfFile ? new FileFailure({ path, kind: 'unreadable', reason: error.message }) : error
}
