import { HoldfastError } from '@holdfast/core'
import { redact } from './redact.ts'

/** The data as it is; an error as its code and message, without its cause, which may quote a stored value. */
export const toJson = (data: unknown): string =>
  `${JSON.stringify(data, (_, value: unknown) => (value instanceof Error ? errorData(value) : value), 2)}\n`

export const errorData = (error: Error): object => ({
  name: error.name,
  ...(error instanceof HoldfastError
    ? { code: error.code, retryable: error.retryable, outcome: error.outcome }
    : {}),
  message: redact(error.message),
})
