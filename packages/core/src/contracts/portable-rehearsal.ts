import type { Rehearsal } from './rehearsal.ts'

/** One list of migrations, tried on several databases. */
export interface PortableRehearsal {
  /** It passes on each of them, whole, and does the same on each. */
  readonly isPortable: boolean
  readonly rehearsals: readonly RehearsalOn[]
  /**
   * What is not the same on all of those that came to it, migration by migration, in words that name the backends: tables, columns and whether they take null, keys, unique
   * columns, views, numbers of rows that came and went, values that were lost. Types, defaults, expressions, and indexes that only make reads fast, are each engine's own.
   */
  readonly differences: readonly string[]
}

export interface RehearsalOn {
  /** The name of the backend; behind the first of several with one name also its place, as `sqlite (2)`. */
  readonly name: string
  readonly rehearsal: Rehearsal
}
