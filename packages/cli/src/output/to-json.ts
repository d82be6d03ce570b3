import { HoldfastError } from '@holdfast/core'
import { redact } from './redact.ts'

/** The data as it is; an error as its code and message, without its cause, which may quote a stored value. */
export const toJson = (data: unknown): string => `${JSON.stringify(data, withoutCauses, 2)}\n`

const withoutCauses = (key: string, value: unknown): unknown => {
  if (key === 'cause') return undefined
  return value instanceof Error ? errorData(value) : value
}

export const errorData = (error: Error): object => ({
  name: error.name,
  ...(error instanceof HoldfastError
    ? { code: error.code, retryable: error.retryable, outcome: error.outcome }
    : {}),
  message: redact(error.message),
})
