/** What the connection knew when an error arrived, which the error itself does not tell. */
export interface ErrorContext {
  readonly inTransaction: boolean
  readonly interrupted: boolean
  /** Nothing of it reached the server. */
  readonly unsent: boolean
}

const contexts = new WeakMap<object, ErrorContext>()

/** Beside the error, so that the driver's own object reaches the caller as the cause, unchanged. */
export const remember = (error: object, context: ErrorContext): void => {
  if (!contexts.has(error)) contexts.set(error, context)
}

export const contextOf = (error: unknown): ErrorContext | undefined =>
  typeof error === 'object' && error !== null ? contexts.get(error) : undefined
