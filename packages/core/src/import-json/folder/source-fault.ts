import { HoldfastError } from '../../errors.ts'

/** A file of the folder cannot be read, which is that file's own fault; what goes wrong with the backup is everybody's. */
export class SourceFault extends Error {
  readonly error: HoldfastError

  constructor(error: HoldfastError) {
    super(error.message)
    this.error = error
  }
}

/** What the file system says while a file of the folder is read, as a `SourceFault`; anything else, a signal say, as it is. */
export const ofSource = async <R>(reading: Promise<R>): Promise<R> => {
  try {
    return await reading
  } catch (error) {
    throw isOfFile(error) ? new SourceFault(error) : error
  }
}

/** Whether it is the file system that speaks, and not of its being full. */
export const isOfFile = (error: unknown): error is HoldfastError =>
  error instanceof HoldfastError && ['io', 'not-found', 'permission'].includes(error.code)
