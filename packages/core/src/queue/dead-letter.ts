import { decodeKey } from '../door/key.ts'
import { keptError } from '../door/kept-error.ts'
import type { DeadLetter } from './queue-storage.ts'

/** A job that may be dead. Texts are JSON, `key` is encoded. */
export interface Dying {
  readonly queue: string
  readonly key: string
  readonly attempt: number
  readonly payload: string
  readonly meta: string | null
  readonly priority: number
}

/** The copy of a dead job for another queue: its `meta` says where it comes from and why, and has that of the job. */
export const deadLetterOf = (
  dying: Dying,
  error: unknown,
  { queue, key, maxAttempts }: { readonly queue: string; readonly key: string; readonly maxAttempts: number },
): DeadLetter => {
  const { attempt } = dying
  const origin = JSON.stringify({
    queue: dying.queue,
    id: decodeKey(dying.key),
    attempt,
    error: keptError(error),
  })
  const meta = dying.meta === null ? '' : `,"meta":${dying.meta}`
  return {
    queue,
    job: {
      key,
      isFresh: true,
      payload: dying.payload,
      meta: `{"deadLetter":${origin}${meta}}`,
      priority: dying.priority,
      delay: null,
      runAt: null,
      maxAttempts,
      deadline: null,
      unique: null,
      group: null,
    },
  }
}
