import { decodeJson } from '../door/json.ts'
import { HoldfastError } from '../errors.ts'
import type { ClaimedRow } from './queue-storage.ts'

/** Why a job that was claimed is dead in place of being begun, if it is. */
export const whyDead = (row: ClaimedRow): HoldfastError | undefined => {
  if (row.deadlineAt !== null && row.deadlineAt <= row.now)
    return new HoldfastError('timeout', 'Cannot begin the job: its deadline has passed')
  if (row.attempt > row.maxAttempts)
    return new HoldfastError(
      'lease-lost',
      'Cannot begin the job: whoever worked on its last attempt was killed, or went on after its lease',
    )
  return unreadable(row)
}

const unreadable = ({ payload, meta, checkpoint }: ClaimedRow): HoldfastError | undefined => {
  try {
    for (const text of [payload, meta, checkpoint]) if (text !== null) decodeJson(text)
    return undefined
  } catch (error) {
    return error as HoldfastError
  }
}
