import type { ErrorCode } from '@holdfast/core'

/**
 * What this driver refuses by itself, beside the engine. It is no `HoldfastError`, so that core reports it with the action
 * that was refused, as it does with an error of the engine.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
