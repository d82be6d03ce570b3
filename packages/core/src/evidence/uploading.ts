import type { Upload } from '../contracts/evidence.ts'
import type { ClaimedJob } from '../contracts/job.ts'
import type { JobContext } from '../contracts/queue.ts'
import { whenEnded, type JobEnd } from '../queue/claimed-job.ts'

/**
 * Delivers a job as an item. What it resolves with, the receipt, completes the job, so that it is stored before the item can be removed; `tell` hears of it when
 * it is, since a receipt that cannot be kept makes the attempt a failed one. `signal` ends the upload too.
 */
export const uploading =
  <P, T>(upload: Upload<P, T>, signal: AbortSignal | undefined, tell: (end: JobEnd) => void) =>
  (job: ClaimedJob<P>, context: JobContext): Promise<T> => {
    whenEnded(job, tell)
    const { id, attempt, payload, meta } = job
    return upload(payload, {
      idempotencyKey: id,
      attempt,
      ...(meta === undefined ? {} : { meta }),
      // Made when it is asked for.
      get signal() {
        return signal === undefined ? context.signal : AbortSignal.any([signal, context.signal])
      },
    })
  }
