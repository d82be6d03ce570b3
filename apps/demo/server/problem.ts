import { errorCodes, HoldfastError } from '@holdfast/core'
import { InputMissing } from '../scenarios/scenario.ts'
import type { Problem } from './answers.ts'

/** A request that the server itself refuses. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly code: Problem['code']

  constructor(status: number, code: Problem['code'], message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const statuses: Partial<Record<Problem['code'], number>> = {
  'not-found': 404,
  'too-large': 413,
  'no-input': 404,
  'not-ready': 409,
  busy: 409,
  overloaded: 429,
  unsupported: 501,
  timeout: 504,
  internal: 500,
}

export const statusOf = (error: unknown, problem: Problem): number =>
  error instanceof Refusal ? error.status : (statuses[problem.code] ?? 422)

/** `internal` is a fault of the demo: its words go to the terminal, not to the page. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Refusal) return { code: error.code, message: error.message }
  if (error instanceof HoldfastError) {
    return { code: error.code, message: error.message, meaning: errorCodes[error.code] }
  }
  if (error instanceof InputMissing) return { code: 'no-input', message: error.message }
  if (error instanceof TypeError || error instanceof RangeError)
    return { code: 'misuse', message: error.message }
  return { code: 'internal', message: 'The demo itself failed; the terminal it was started in says more.' }
}

/**
 * With the engine's own words. Only for what cannot quote somebody else's values: a statement that the visitor wrote, or
 * a connection.
 */
export const problemWithCauseOf = (error: unknown): Problem => {
  const problem = problemOf(error)
  const cause = error instanceof HoldfastError ? error.cause : undefined
  return cause instanceof Error ? { ...problem, engine: cause.message.slice(0, 1_000) } : problem
}
