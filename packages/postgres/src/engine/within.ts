import type { Milliseconds } from './milliseconds.ts'
import type { Wire } from './wire.ts'

/** Runs work on a connection that is given up when it takes longer: what waits for an answer then fails. */
export const within = async <T>(wire: Wire, limit: Milliseconds, work: () => Promise<T>): Promise<T> => {
  const timer = setTimeout(() => wire.destroy(), limit)
  try {
    return await work()
  } finally {
    clearTimeout(timer)
  }
}
