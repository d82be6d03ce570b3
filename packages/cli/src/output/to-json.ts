import { HoldfastError } from '@holdfast/core'
import { redact } from './redact.ts'

/** The data as it is; an error as its code and message, without its cause, which may quote a stored value. */
export const toJson = (data: unknown): string => `${JSON.stringify(data, withoutCauses, 2)}\n`

const withoutCauses = (key: string, value: unknown): unknown => {
  if (key === 'cause') return undefined
  // JSON has one kind of number, and this one may not be exact in it.
  if (typeof value === 'bigint') return String(value)
  return value instanceof Error ? errorData(value) : value
}

export const errorData = (error: Error): object => ({
  name: error.name,
  ...(error instanceof HoldfastError
    ? { code: error.code, retryable: error.retryable, outcome: error.outcome, ...told(error.report) }
    : {}),
  message: redact(error.message),
})

/** Of what an error reports, what a program can act upon: names, places and remedies. */
const told = (report: unknown): object => {
  if (typeof report !== 'object' || report === null) return {}
  const { problems, findings, drift } = report as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    Object.entries({ problems, findings, drift }).filter(([, part]) => part !== undefined),
  )
}
