import { HoldfastError } from '../../errors.ts'

const thrown = new WeakSet<object>()

/** What a host throws that finds another one in its place. That one knows how far it is: nothing is written down, and nothing is said of what is left. */
export const takenOver = (): HoldfastError => {
  const error = new HoldfastError(
    'conflict',
    'Cannot go on migrating: another host has taken over, because this one was silent for too long',
  )
  thrown.add(error)
  return error
}

export const isTakenOver = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && thrown.has(error)
