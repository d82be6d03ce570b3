import type { Transaction } from '../../contracts/session.ts'
import type { OwnStep } from '../own/own-step.ts'

/** A migration as one backend runs it, wherever it came from. */
export interface LoadedMigration {
  readonly version: number
  readonly name: string
  readonly file?: string
  readonly checksum: string
  readonly up: LoadedScript
  readonly down?: LoadedScript
  readonly isOneTransaction: boolean
  /** Reasons, by rule. */
  readonly accept: Readonly<Record<string, string>>
}

export type LoadedScript =
  | { readonly kind: 'sql'; readonly text: string; readonly file?: string }
  | { readonly kind: 'steps'; readonly steps: readonly OwnStep[] }
  | { readonly kind: 'code'; readonly body: (tx: Transaction) => Promise<void> }
