import type { Driver, Failure, Phase } from '@holdfast/core'
import { needs } from './needs-sql.ts'
import type { Saboteur } from './saboteur.ts'
import { replaced } from './spoil.ts'

/** The driver with another meaning of its errors. */
const saying =
  (change: (failure: Failure) => Failure) =>
  (driver: Driver): Driver =>
    replaced(driver, { failure: (error: unknown, phase: Phase) => change(driver.failure(error, phase)) })

export const driverSaboteurs: readonly Saboteur[] = [
  {
    title: 'a full disk is told as any failure of the engine',
    caughtBy: 'faults.shared.disk-full',
    needs,
    make: () => ({
      driver: saying((failure) => (failure.code === 'disk-full' ? { ...failure, code: 'engine' } : failure)),
    }),
  },
  {
    title: 'a flight whose COMMIT may have arrived is sent again',
    caughtBy: 'faults.lost.after-commit',
    needs,
    make: () => ({
      driver: saying((failure) =>
        failure.outcome === 'unknown'
          ? { ...failure, code: 'engine', outcome: 'not-applied', ends: 'statement' }
          : failure,
      ),
    }),
  },
  {
    title: 'a statement that may have arrived is told as one that was not applied',
    caughtBy: 'faults.every-step.lost-after',
    needs,
    make: () => ({ driver: saying((failure) => ({ ...failure, outcome: 'not-applied' })) }),
  },
  {
    title: 'a server that is asked about a lost COMMIT always says that it was rolled back',
    caughtBy: 'faults.every-step.lost-after',
    needs: ['sql', 'concurrentWriters'],
    make: () => ({ driver: (driver) => replaced(driver, { settle: async () => 'aborted' as const }) }),
  },
]
