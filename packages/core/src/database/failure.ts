import { HoldfastError, reasonOf } from '../errors.ts'
import type { Driver, Failure, Phase } from './driver.ts'

/** The portable error for a driver's error. The message is made of names and codes, so it cannot quote a value. */
export const toError = (driver: Driver, cause: unknown, phase: Phase, action: string): HoldfastError => {
  if (cause instanceof HoldfastError) return cause
  return failureToError(driver.failure(cause, phase), cause, action)
}

export const failureToError = (failure: Failure, cause: unknown, action: string): HoldfastError =>
  new HoldfastError(failure.code, `Cannot ${action}: ${failure.message ?? sentence(failure)}`, {
    retryable: failure.retryable,
    outcome: failure.outcome,
    constraint: failure.constraint,
    table: failure.table,
    columns: failure.columns,
    cause,
  })

const sentence = ({ code, constraint, table, columns }: Failure): string => {
  const where: string[] = []
  if (constraint !== undefined) where.push(`constraint "${constraint}"`)
  if (table !== undefined) where.push(`table "${table}"`)
  if (columns !== undefined && columns.length > 0)
    where.push(`columns ${columns.map((name) => `"${name}"`).join(', ')}`)
  const text = reasonOf(code)
  return where.length === 0 ? text : `${text} (${where.join(', ')})`
}

/** The error of a caller who gave up. */
export const givenUp = (
  signal: AbortSignal,
  action: string,
  outcome: 'not-applied' | 'unknown',
): HoldfastError => {
  const timedOut = (signal.reason as { name?: unknown } | undefined)?.name === 'TimeoutError'
  const why = timedOut ? 'the time allowed has passed' : 'the signal was aborted'
  return new HoldfastError(timedOut ? 'timeout' : 'cancelled', `Cannot ${action}: ${why}`, {
    outcome,
    cause: signal.reason,
  })
}

/** An error that was met on behalf of one caller, in the words of another who shares its fate. */
export const forCaller = (error: unknown, metBy: string, action: string): unknown => {
  const head = `Cannot ${metBy}: `
  if (!(error instanceof HoldfastError) || !error.message.startsWith(head) || metBy === action) return error
  const { code, retryable, outcome, constraint, table, columns, cause } = error
  const details = { retryable, outcome, constraint, table, columns, cause }
  return new HoldfastError(code, `Cannot ${action}: ${error.message.slice(head.length)}`, details)
}
