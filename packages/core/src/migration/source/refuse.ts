import { HoldfastError } from '../../errors.ts'

/** What cannot be run as it is written. */
export const refuse = (action: string, why: string): HoldfastError =>
  new HoldfastError('migration', `Cannot ${action}: ${why}`)
