import { HoldfastError } from '../../errors.ts'
import { ofCircumstances } from '../run/circumstances.ts'
import { FailedStep } from '../run/failed-step.ts'

/** Why a failure in a rehearsal says nothing of the migration: a rehearsal holds at once what a run holds piece by piece, and a copy lies on another disk. Undefined where it does say something. */
export const lacking = (thrown: unknown): string | undefined => {
  const error = thrown instanceof FailedStep ? thrown.cause : thrown
  return error instanceof HoldfastError && ofCircumstances.has(error.code)
    ? `there was no room or no lock for it here: ${error.message}`
    : undefined
}
