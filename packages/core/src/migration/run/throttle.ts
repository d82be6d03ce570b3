import type { MigrationProgress } from '../../contracts/migration-report.ts'
import type { RunOptions } from '../../contracts/migrations.ts'
import { givenUp } from '../../database/failure.ts'

/** Waits for the caller between two batches, and for the caller's signal: who holds a run up for hours can still end it. */
export const throttleOf =
  ({ throttle, signal }: Pick<RunOptions, 'throttle' | 'signal'>) =>
  async (progress: MigrationProgress): Promise<void> => {
    if (throttle === undefined) return
    if (signal === undefined) return throttle(progress)
    let onAbort: (() => void) | undefined
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(givenUp(signal, 'go on with the backfill', 'not-applied'))
      if (signal.aborted) onAbort()
      else signal.addEventListener('abort', onAbort, { once: true })
    })
    try {
      await Promise.race([throttle(progress), aborted])
    } finally {
      signal.removeEventListener('abort', onAbort!)
    }
  }
