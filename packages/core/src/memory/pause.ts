import { setTimeout as sleep } from 'node:timers/promises'
import { refuseIfGivenUp } from './given-up.ts'

/** The first pause is up to this long, each further one up to twice the last. Milliseconds. */
const firstPause = 1
const longestPause = 100

/** Waits before the next attempt, with full jitter. */
export async function pause(
  attempt: number,
  random: (bytes: number) => Uint8Array,
  signal: AbortSignal | undefined,
  action: string,
): Promise<void> {
  const ceiling = Math.min(longestPause, firstPause * 2 ** attempt)
  const [byte = 0] = random(1)
  try {
    await sleep((ceiling * (byte + 1)) / 256, undefined, signal === undefined ? {} : { signal })
  } catch (error) {
    refuseIfGivenUp(signal, action)
    throw error
  }
}
