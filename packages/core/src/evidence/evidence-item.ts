import type { EvidenceItem } from '../contracts/evidence.ts'
import type { JobRecord, JobState } from '../contracts/job.ts'

/** An item as people see it. */
export const evidenceItem = <P>(job: JobRecord<P>): EvidenceItem<P> => {
  const last = job.failures.at(-1)
  const state = stateOf(job.state)
  return {
    id: job.id,
    state,
    item: job.payload,
    ...(job.meta === undefined ? {} : { meta: job.meta }),
    capturedAt: job.enqueuedAt,
    attempts: job.attempt,
    ...(job.dueAt === undefined || state !== 'waiting' ? {} : { dueAt: job.dueAt }),
    ...(job.endedAt === undefined ? {} : { sentAt: job.endedAt }),
    ...(job.result === undefined ? {} : { receipt: job.result }),
    ...(last === undefined || state === 'sent'
      ? {}
      : {
          failure: {
            at: last.at,
            message: last.error.message,
            ...(last.error.code === undefined ? {} : { code: last.error.code }),
          },
        }),
  }
}

/** The states of the jobs of items in a state. Throws `TypeError`. */
export const jobStatesOf = (state: unknown, action: string): readonly JobState[] => {
  switch (state) {
    case 'waiting':
      return ['available', 'scheduled', 'retryable']
    case 'sending':
      return ['running']
    case 'sent':
      return ['completed']
    default:
      throw new TypeError(`Cannot ${action}: the state must be "waiting", "sending" or "sent"`)
  }
}

const stateOf = (state: JobState): EvidenceItem<unknown>['state'] =>
  state === 'completed' ? 'sent' : state === 'running' ? 'sending' : 'waiting'
