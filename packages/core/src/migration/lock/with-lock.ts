import { aboutLine } from '../run/about.ts'
import type { RunOptions } from '../../contracts/migrations.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Run } from '../run/run.ts'
import { noteSecond } from '../run/second-failure.ts'
import { limitsOf, safetyOf } from '../run-options.ts'
import type { StepContext } from '../verbs/step-units.ts'
import type { Workshop } from '../workshop.ts'
import { makeLedger } from '../ledger/make-ledger.ts'
import { leaseLock } from './lease-lock.ts'
import { takeLock, type TryLock } from './migration-lock.ts'
import { throttleOf } from '../run/throttle.ts'
import { lockName, sessionLock } from './session-lock.ts'

/** Runs `body` as the only one that migrates this line, ledger made, and with `keepsReferences` also the table of the references that the library keeps. Undefined when another one does and the caller does not wait. */
export const withLock = async <R>(
  workshop: Workshop,
  ledger: Ledger,
  context: StepContext,
  options: RunOptions,
  body: (run: Run) => Promise<R>,
  keepsReferences: boolean = false,
): Promise<R | undefined> => {
  const { parts, engine } = workshop
  const limits = { ...limitsOf(options), about: aboutLine(ledger) }
  const safety = safetyOf(options)
  await makeLedger(workshop, ledger)
  if (keepsReferences) await parts.makeCatalogues()
  const tell = options.onProgress ?? ((): void => undefined)
  const throttle = throttleOf(options)
  const underLock = async (place: Workshop, tryLock: TryLock): Promise<R | undefined> => {
    const lock = await takeLock(
      tryLock,
      options,
      (holder) => tell({ phase: 'lock', step: `waits for ${holder}`, done: 0 }),
      (bytes) => parts.root.random(bytes),
    )
    if (lock === undefined) return undefined
    try {
      return await body({ workshop: place, ledger, lock, limits, safety, context, tell, throttle })
    } finally {
      // What it protected is over. A lock that cannot be freed falls with its connection or its time, and must not hide why a run failed.
      await noteSecond({ workshop }, 'the lock of the migrations could not be freed', () => lock.free())
    }
  }
  const { sessionLock: bySession } = engine.driver
  if (bySession === undefined) return underLock(workshop, leaseLock(workshop, ledger, limits))
  const name = lockName(ledger)
  return workshop.onOneConnection(
    (held) => underLock(held, sessionLock(held, bySession, name, limits)),
    limits,
  )
}
