import { open, type Backend, type Database, type OpenOptions } from '@holdfast/core'
import type { Harness, Place } from './harness.ts'
import { manualClock, type ManualClock } from './manual-clock.ts'

/** A run over one harness: what its rules share. */
export interface Suite {
  readonly harness: Harness
  readonly seed: number
  readonly place: Place
  readonly db: Database
  /** A handle on the same place with an injected clock. */
  timed(): Promise<Timed>
  /** A handle on the same place that has been closed. */
  closed(): Promise<Database>
  /** A handle on the same place, opened after another one on it was closed. */
  reopened(): Promise<Database>
  /** What rules found out for the report, by section. */
  readonly findings: Record<string, Record<string, unknown>>
  unique(): string
  close(): Promise<void>
}

export interface Timed {
  readonly db: Database
  readonly clock: ManualClock
}

export const openAt = async (place: Pick<Place, 'backend'>, options?: OpenOptions): Promise<Database> => {
  const backend: Backend = await place.backend()
  return open(backend, options)
}

export const openSuite = async (harness: Harness, seed: number): Promise<Suite> => {
  const place = await harness.shared()
  const db = await openAt(place).catch(async (error: unknown) => {
    await place.destroy()
    throw error
  })
  let timed: Promise<Timed> | undefined
  let closed: Promise<Database> | undefined
  let reopened: Promise<Database> | undefined
  let serial = 0
  const stamp = (seed >>> 0).toString(36)
  const openTimed = async (): Promise<Timed> => {
    const clock = manualClock()
    return { clock, db: await openAt(place, { clock }) }
  }
  const openClosed = async (): Promise<Database> => {
    const handle = await openAt(place)
    await handle.close()
    return handle
  }
  return {
    harness,
    seed,
    place,
    db,
    timed: () => (timed ??= openTimed()),
    closed: () => (closed ??= openClosed()),
    reopened: () => (reopened ??= openClosed().then(() => openAt(place))),
    findings: {},
    unique: () => `c${stamp}_${(serial += 1).toString(36)}`,
    close: async () => {
      await (await timed)?.db.close()
      await (await reopened)?.close()
      await db.close()
      await place.destroy()
    },
  }
}
