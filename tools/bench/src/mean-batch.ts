import { subscribe, unsubscribe } from 'node:diagnostics_channel'

import type { Sample } from './sample.ts'
import { mean } from './statistics.ts'

/** The mean number of operations that shared a flight during one more, uncounted, sample: listening costs time. */
export const meanBatch =
  (sample: Sample): (() => Promise<number>) =>
  async () => {
    const sizes: number[] = []
    const listen = (message: unknown): void => {
      const { attributes } = message as { readonly attributes: Readonly<Record<string, unknown>> }
      sizes.push(Number(attributes['db.operation.batch.size']))
    }
    subscribe('holdfast:batch', listen)
    try {
      await sample()
    } finally {
      unsubscribe('holdfast:batch', listen)
    }
    if (sizes.length === 0) throw new Error('No batch was published')
    return mean(sizes)
  }
