import type { Dialect } from '../../database/dialect.ts'
import { hasCode, HoldfastError } from '../../errors.ts'
import type { Unit } from '../units/unit.ts'

/** Which step failed, and why. It never leaves the engine. */
export class FailedStep extends Error {
  readonly title: string
  readonly line: number | undefined
  /** Where it was undone: the file that undoes it, if it has one of its own. */
  readonly down: { readonly file?: string } | undefined
  override readonly cause: unknown

  constructor(
    { title, line }: { readonly title: string; readonly line?: number | undefined },
    cause: unknown,
    down?: FailedStep['down'],
  ) {
    super(title)
    this.title = title
    this.line = line
    this.cause = cause
    this.down = down
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

/** Why it failed, in words: with the driver's own where they are about the statement, for those may not quote what a row holds. */
export const reason = (error: unknown, { alter }: Pick<Dialect, 'alter'>): string => {
  const message =
    error instanceof Error
      ? error.message.replace(/^Cannot migrate: /, '')
      : 'something was thrown that is no error'
  const cause = error instanceof HoldfastError ? error.cause : undefined
  return cause instanceof Error && alter.isOfText(cause) ? `${message} (${cause.message})` : message
}
