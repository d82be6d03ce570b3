import type { RunOptions } from '../../contracts/migrations.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Run } from '../run/run.ts'
import { limitsOf, safetyOf } from '../run-options.ts'
import type { StepContext } from '../verbs/step-units.ts'
import type { Workshop } from '../workshop.ts'
import { makeLedger } from '../ledger/make-ledger.ts'
import { leaseLock } from './lease-lock.ts'
import { takeLock, type TryLock } from './migration-lock.ts'
import { sessionLock } from './session-lock.ts'

/** Runs `body` as the only one that migrates this line, ledger made. Undefined when another one does and the caller does not wait. */
export const withLock = async <R>(
  workshop: Workshop,
  ledger: Ledger,
  context: StepContext,
  options: RunOptions,
  body: (run: Run) => Promise<R>,
): Promise<R | undefined> => {
  const { parts, engine } = workshop
  const limits = limitsOf(options)
  const safety = safetyOf(options)
  await makeLedger(workshop, ledger)
  const tell = options.onProgress ?? ((): void => undefined)
  const underLock = async (place: Workshop, tryLock: TryLock): Promise<R | undefined> => {
    const lock = await takeLock(
      tryLock,
      options,
      (holder) => tell({ phase: 'lock', step: `waits for ${holder}`, done: 0 }),
      (bytes) => parts.root.random(bytes),
    )
    if (lock === undefined) return undefined
    let value: R
    try {
      value = await body({ workshop: place, ledger, lock, limits, safety, context, tell })
    } catch (error) {
      // What cannot be freed now ends by itself, and is not what the caller must hear of.
      await lock.free().catch(() => undefined)
      throw error
    }
    await lock.free()
    return value
  }
  const { sessionLock: bySession } = engine.driver
  if (bySession === undefined) return underLock(workshop, leaseLock(workshop, ledger, limits))
  const name = `${ledger.tables.migrations.version.table}/${ledger.line}`
  return workshop.onOneConnection(
    (held) => underLock(held, sessionLock(held, bySession, name, limits)),
    limits,
  )
}
