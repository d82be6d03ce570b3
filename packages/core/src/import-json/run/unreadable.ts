import { HoldfastError } from '../../errors.ts'
import type { FoundFile } from '../folder/inventory.ts'
import { FileFailure } from './problem.ts'

/** Throws what the file system says of one file as the failure of that file; anything else as it is. */
export const unreadable = (error: unknown, { path }: FoundFile): never => {
  const isOfFile = error instanceof HoldfastError && ['io', 'not-found', 'permission'].includes(error.code)
  throw isOfFile ? new FileFailure({ path, kind: 'unreadable', reason: error.message }) : error
}
