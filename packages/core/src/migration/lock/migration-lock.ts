import type { RunOptions } from '../../contracts/migrations.ts'
import { HoldfastError } from '../../errors.ts'
import { pause } from '../run/stop-when-aborted.ts'
import type { Work } from '../workshop.ts'

/** The right to migrate one line of one database. */
export interface HeldLock {
  /** Called first in every transaction of the run. Throws `conflict` when another host has taken over. */
  confirm(work: Work): Promise<void>
  free(): Promise<void>
}

/** Tries once; the holder's name when another one has it. */
export type TryLock = () => Promise<HeldLock | { readonly holder: string }>

/** How long to wait between two tries, in milliseconds, and how much of that is chance. */
const interval = 100
const jitter = 100

/** How long a start waits for another host's, in milliseconds. */
const patience = 60_000

/**
 * Tries until it is free, never by a blocking call of the engine: a session that waits inside one has a snapshot, for which `create index
 * concurrently` of the holder would wait in turn. Undefined when the caller does not want to wait.
 */
export const takeLock = async (
  tryLock: TryLock,
  { whenLocked = patience, signal }: Pick<RunOptions, 'whenLocked' | 'signal'>,
  tell: (holder: string) => void,
  random: (bytes: number) => Uint8Array,
): Promise<HeldLock | undefined> => {
  const deadline = performance.now() + (typeof whenLocked === 'number' ? whenLocked : 0)
  for (;;) {
    const taken = await tryLock()
    if (!('holder' in taken)) return taken
    if (whenLocked === 'skip') return undefined
    const { holder } = taken
    tell(holder)
    if (whenLocked === 'fail' || performance.now() >= deadline) {
      throw new HoldfastError(
        'busy',
        `Cannot migrate: ${holder} is migrating this database; wait for it, or allow more time with whenLocked (--when-locked)`,
      )
    }
    await pause(interval + (random(1)[0]! / 256) * jitter, { signal })
  }
}
