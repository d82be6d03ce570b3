import type { TableDefinition } from '../database/dialect.ts'

/** A step in the life of our own tables. A released one is never edited. */
export interface Migration {
  /** Which independent line of versions it belongs to: a store's name. */
  readonly line: string
  /** Counts from 1 within its line. */
  readonly version: number
  readonly name: string
  readonly tables: readonly TableDefinition[]
}
