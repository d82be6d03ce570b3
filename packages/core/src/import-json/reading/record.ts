import type { ErrorCode } from '../../errors.ts'
import type { ExactJson } from '../json/exact-json.ts'

/** Where a record is. */
export interface Place {
  /** Counted from 0. */
  readonly index: number
  /** To the record in the file; of a line, its number from 0. */
  readonly pointer: string
  /** From 1. */
  readonly line: number
  /** In bytes. */
  readonly offset: number
  readonly bytes: Buffer
  /** Of the record, of which `bytes` may be the beginning only. */
  readonly size: number
}

export interface ReadRecord extends Place {
  readonly value: ExactJson
  /** The key of an entry. */
  readonly key?: string
  /** Pointers to keys that occurred twice, and of which the last was taken. */
  readonly duplicates: readonly string[]
}

/** What cannot be a record, and why. */
export interface Refused extends Place {
  readonly reason: string
  readonly code: ErrorCode
  /** The reason is in somebody else's words, which may quote a value. */
  readonly isForeign?: boolean
}

export type Read = ReadRecord | Refused

export const isRefused = (read: Read): read is Refused => 'reason' in read
