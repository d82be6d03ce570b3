import type { Capability } from '@holdfast/core'
import type { Spoil } from './spoil.ts'

/** A wrong backend, made from a right one, and the rule that must catch it. */
export interface Saboteur {
  /** What it does wrong, in words. */
  readonly title: string
  /** The id of a rule that it breaks. */
  readonly caughtBy: string
  /** What the backend must have for the wrong to show. */
  readonly needs?: readonly Capability[]
  /** Made anew for each run, for it may count. */
  make(): Spoil
}
