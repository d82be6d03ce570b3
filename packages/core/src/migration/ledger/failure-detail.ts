import type { ErrorCode } from '../../errors.ts'
import { ofCircumstances } from '../run/circumstances.ts'

/** What the event of a failure says. What older releases wrote lacks some of it. */
export interface FailureDetail {
  readonly checksum?: string
  /** Of a repeatable text, which has no number. */
  readonly name?: string
  readonly step?: string
  readonly line?: number
  readonly code?: ErrorCode
  /** It was found before anything was applied. */
  readonly rehearsal?: boolean
  /** It failed while it was undone. */
  readonly direction?: 'down'
}

/** A failure that says nothing of the migration: a host may try again as often as it starts. */
export const isOfItself = (code: ErrorCode | undefined): boolean =>
  code === undefined || !(code === 'cancelled' || ofCircumstances.has(code))
