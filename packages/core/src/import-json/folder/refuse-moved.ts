import { realpath } from 'node:fs/promises'
import { HoldfastError } from '../../errors.ts'
import { ioError } from '../reading/byte-reader.ts'
import type { FoundFile } from './inventory.ts'

/** Throws `io` where a folder above the file has become a link to another place since the file was found. */
export const refuseMoved = async ({ file }: FoundFile, action: string): Promise<void> => {
  const real = await realpath(file).catch((cause: unknown) => {
    throw ioError(cause, action)
  })
  if (real !== file)
    throw new HoldfastError('io', `Cannot ${action}: a folder above it became a symbolic link`)
}
