import type { HoldfastError } from '../../errors.ts'
import { hasCode } from '../../errors.ts'
import type { Unit } from '../units/unit.ts'

/** Which step failed, and why. It never leaves the engine. */
export class FailedStep extends Error {
  readonly title: string
  readonly line: number | undefined
  override readonly cause: unknown

  constructor({ title, line }: Pick<Unit, 'title' | 'line'>, cause: unknown) {
    super(title)
    this.title = title
    this.line = line
    this.cause = cause
  }
}

/** Runs a step, and notes which one it was when it fails. */
export const noting = async <R>(unit: Pick<Unit, 'title' | 'line'>, action: () => Promise<R>): Promise<R> => {
  try {
    return await action()
  } catch (error) {
    throw error instanceof FailedStep || hasCode(error, 'conflict') ? error : new FailedStep(unit, error)
  }
}

/** Errors of the statement's text: what the engine says of them quotes the file, never a stored value. */
const ofText = ['syntax', 'no-table', 'no-column', 'unsupported', 'engine'] as const

/** Why it failed, in words. */
export const reason = (error: unknown): string => {
  const isOfText = ofText.some((code) => hasCode(error, code))
  const message =
    error instanceof Error
      ? error.message.replace(/^Cannot migrate: /, '')
      : 'something was thrown that is no error'
  const cause = isOfText ? (error as HoldfastError).cause : undefined
  return cause instanceof Error ? `${message} (${cause.message})` : message
}
