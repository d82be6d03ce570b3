import type { Upload } from '../contracts/evidence.ts'
import type { ClaimedJob } from '../contracts/job.ts'
import type { JobContext } from '../contracts/queue.ts'

/** Delivers a job as an item. What it resolves with, the receipt, completes the job, so that it is stored before the item can be removed. */
export const uploading =
  <P, T>(upload: Upload<P, T>, told: { readonly sent: () => void; readonly failed: () => void }) =>
  async ({ id, attempt, payload, meta }: ClaimedJob<P>, context: JobContext): Promise<T> => {
    try {
      const receipt = await upload(payload, {
        idempotencyKey: id,
        attempt,
        ...(meta === undefined ? {} : { meta }),
        // Made when it is asked for.
        get signal() {
          return context.signal
        },
      })
      told.sent()
      return receipt
    } catch (error) {
      told.failed()
      throw error
    }
  }
