import type { AnswerRow, Member } from './batch-plan.ts'
import type { Failure } from './driver.ts'
import type { KeyedWrite } from './keyed-operation.ts'
import type { Pending } from './lane.ts'

/** Gives every caller of a member its own answer. */
export const answerMember = (member: Member<Pending<KeyedWrite<unknown>>>, row: AnswerRow): void => {
  for (const caller of member.callers) answer(caller.pending, caller.row(row))
}

/** Settles one caller from the row of its key. */
export const answer = (pending: Pending, row: AnswerRow): void => {
  try {
    pending.resolve(pending.operation.answer(row))
  } catch (error) {
    pending.reject(error)
  }
}

export const rejectAll = <P extends Pending>(
  pendings: readonly P[],
  errorFor: (pending: P) => Error,
): void => {
  for (const pending of pendings) pending.reject(errorFor(pending))
}

/** A failure of the engine as a whole: trying the members one by one would only repeat it. */
export const isForEveryone = ({ code, ends }: Failure): boolean =>
  ends === 'connection' ||
  code === 'read-only' ||
  code === 'permission' ||
  code === 'closed' ||
  code === 'io' ||
  code === 'busy'
