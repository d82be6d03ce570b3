import type { Squashed } from '../../contracts/squash.ts'
import type { Transaction } from '../../contracts/session.ts'
import type { OwnStep } from '../own/own-step.ts'

/** A migration as one backend runs it, wherever it came from. */
export interface LoadedMigration {
  /** 0 of a repeatable one. */
  readonly version: number
  readonly name: string
  readonly file?: string
  readonly checksum: string
  readonly up: LoadedScript
  readonly down?: LoadedScript
  readonly isOneTransaction: boolean
  /** Reasons, by rule. */
  readonly accept: Readonly<Record<string, string>>
  /** It is run again whenever its checksum changes, behind all that have a number. */
  readonly isRepeatable?: true
  /** It stands for these. */
  readonly squashes?: readonly Squashed[]
}

/** All that a source holds for one backend. */
export interface LoadedSource {
  /** In the order of their numbers. */
  readonly migrations: readonly LoadedMigration[]
  /** In the order of their names. */
  readonly repeatables: readonly LoadedMigration[]
  /** Those that stand for others, in the order of their numbers; not among the migrations. */
  readonly squashes: readonly LoadedMigration[]
}

export interface LoadedText {
  readonly kind: 'sql'
  /** Normalised. */
  readonly text: string
  readonly file?: string
  /** With the byte order mark and the ends of lines of its file, where those are not the normal ones. */
  readonly asSaved?: string
  /** Other backends have another text. */
  readonly isForOne?: true
}

export type LoadedScript =
  | LoadedText
  | { readonly kind: 'steps'; readonly steps: readonly OwnStep[] }
  | { readonly kind: 'code'; readonly body: (tx: Transaction) => Promise<void> }
