import { currentAttribution } from '../attribution/attribution.ts'
import type { Engine } from './engine.ts'
import type { Author } from './records/record-change.ts'
import type { Scope } from './scope.ts'
import { TransactionScope } from './transaction-scope.ts'

const named = new WeakMap<object, string>()

/** Who is at work in this scope. What is done alone is a transaction of its own. */
export const authorOf = (scope: Scope): Omit<Author, 'at'> => {
  const { actor = null, reason = null, requestId = null } = currentAttribution()
  return { actor, reason, request: requestId, tx: transactionOf(scope) }
}

const transactionOf = (scope: Scope): string => {
  if (!(scope instanceof TransactionScope)) return newName(scope.engine)
  const { whole } = scope
  let name = named.get(whole)
  if (name === undefined) named.set(whole, (name = newName(scope.engine)))
  return name
}

const newName = ({ environment }: Engine): string => Buffer.from(environment.random(8)).toString('hex')
