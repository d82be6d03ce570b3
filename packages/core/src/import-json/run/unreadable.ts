import type { FoundFile } from '../folder/inventory.ts'
import { isOfFile } from '../folder/source-fault.ts'
import { FileFailure } from './problem.ts'

/** Throws what the file system says of one file as the failure of that file; anything else as it is. */
export const unreadable = (error: unknown, { path }: FoundFile): never => {
  throw isOfFile(error) ? new FileFailure({ path, kind: 'unreadable', reason: error.message }) : error
}
