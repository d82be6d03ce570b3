import { type ErrorCode, type Failure, HoldfastError, type Phase } from '@holdfast/core'
import { contextOf, type ErrorContext } from './engine/error-context.ts'
import { columnsInDetail } from './engine/key-detail.ts'
import { codeOfPooler, refusesSession } from './engine/pooler-errors.ts'
import { codeOfState, mayRetry } from './engine/sqlstate.ts'
import { tlsRefusal } from './engine/tls.ts'

/** What PostgreSQL says about an error, beside its text. Column and constraint names are not values. */
interface ServerError {
  readonly code: string
  readonly severity?: string
  readonly constraint?: string
  readonly table?: string
  readonly column?: string
  readonly detail?: string
  readonly routine?: string
  readonly message: string
}

const state = /^[0-9A-Z]{5}$/

export const isServerError = (error: unknown): error is ServerError =>
  error instanceof Error && 'severity' in error && 'code' in error && state.test(String(error.code))

/** What an error of pg, of the socket or of the server means. It never copies a message that could quote a value. */
export const failure = (error: unknown, phase: Phase): Failure => {
  const context = contextOf(error)
  if (error instanceof HoldfastError) return passOn(error)
  if (isServerError(error)) return fromServer(error, phase, context)
  const refusal = tlsRefusal(error)
  if (refusal !== undefined) {
    return {
      code: 'permission',
      retryable: false,
      outcome: 'not-applied',
      ends: 'connection',
      message: refusal,
    }
  }
  if (error instanceof TypeError || error instanceof RangeError) {
    return { code: 'engine', retryable: false, outcome: 'not-applied', ends: 'statement' }
  }
  return lost(phase, context, undefined)
}

const passOn = (error: HoldfastError): Failure => ({
  code: error.code,
  retryable: error.retryable,
  outcome: error.outcome,
  ends: error.code === 'connection-lost' ? 'connection' : 'statement',
  message: error.message,
})

const fromServer = (error: ServerError, phase: Phase, context: ErrorContext | undefined): Failure => {
  const code = refine(error, context)
  if (code === 'connection-lost') return lost(phase, context, error)
  if (error.code === '40003')
    return { code: 'connection-lost', retryable: false, outcome: 'unknown', ends: 'transaction' }
  const isFatal = error.severity === 'FATAL' || error.severity === 'PANIC'
  const inTransaction = context?.inTransaction === true || phase === 'commit'
  return {
    code,
    retryable: mayRetry(code),
    outcome: 'not-applied',
    ends: isFatal ? 'connection' : inTransaction ? 'transaction' : 'statement',
    ...remedy(error),
    constraint: error.constraint,
    table: error.table,
    columns: error.column === undefined ? keyColumns(error, code) : [error.column],
  }
}

const keyColumns = ({ detail }: ServerError, code: ErrorCode): readonly string[] | undefined =>
  code === 'duplicate' ? columnsInDetail(detail) : undefined

const refine = (error: ServerError, context: ErrorContext | undefined): ErrorCode => {
  switch (error.code) {
    case '57014':
      // The text is translated by the server's locale; who asked for the stop is known here.
      if (context?.interrupted === true) return 'cancelled'
      return /user request/.test(error.message) ? 'cancelled' : 'timeout'
    case '0A000':
      return isStalePlan(error) ? 'serialization' : 'unsupported'
    case '40003':
      return 'engine'
    default:
      return codeOfPooler(error) ?? codeOfState(error.code)
  }
}

/** A prepared statement whose result type changed, or which somebody deallocated: prepared again it works. */
export const isStalePlan = (error: unknown): boolean =>
  isServerError(error) &&
  (error.code === '26000' || (error.code === '0A000' && error.routine === 'RevalidateCachedQuery'))

/** Messages that name settings only. */
const remedy = (error: ServerError): { readonly message?: string } => {
  if (error.code === '53300')
    return { message: 'the server has no connection left; lower `max`, or use a pooler' }
  // The check of a policy on a row; the same state stands for a missing right.
  if (error.code === '42501' && error.routine === 'ExecWithCheckOptions') {
    return {
      message:
        "row-level security refuses the row, which is not the session's tenant's; use db.tenant(id) or db.system(), opened with rowLevelSecurity",
    }
  }
  if (error.code === '25P03')
    return { message: 'the transaction was idle for longer than `idleTransactionTimeout`' }
  return {}
}

const lost = (phase: Phase, context: ErrorContext | undefined, error: ServerError | undefined): Failure => {
  const isSettled =
    phase === 'acquire' ||
    context?.unsent === true ||
    (phase === 'statement' && context?.inTransaction === true)
  const isStartUp = error !== undefined && refusesSession(error)
  return {
    code: 'connection-lost',
    retryable: isSettled && !isStartUp,
    outcome: isSettled ? 'not-applied' : 'unknown',
    ends: 'connection',
    ...(isStartUp
      ? {
          message: "the pooler keeps no session; behind PgBouncer set pooler: 'transaction'",
        }
      : {}),
  }
}
