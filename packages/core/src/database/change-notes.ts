import type { Attribution } from '../contracts/attribution.ts'
import type { EpochMilliseconds } from '../contracts/environment.ts'

/** What a trigger records of a change and cannot see: by whom, why, and when, where time is handed in. */
export interface ChangeNote {
  readonly actor: string | null
  readonly reason: string | null
  readonly request: string | null
  /** Null for the engine's own time. */
  readonly at: EpochMilliseconds | null
  /** Null where the engine has a name for each transaction. */
  readonly tx: string | null
}

/**
 * Whether and what the triggers of tracked tables are told. Nothing is told before a tracked table is in use, so who tracks nothing
 * pays nothing.
 */
export class ChangeNotes {
  readonly #attribution: () => Attribution
  readonly #clock: (() => EpochMilliseconds) | undefined
  #isExpected = false
  /** Whether the table that telling may need was seen. */
  hasTable = false

  constructor(attribution: () => Attribution, clock: (() => EpochMilliseconds) | undefined) {
    this.#attribution = attribution
    this.#clock = clock
  }

  /** A tracked table is in use from now on. */
  expect(): void {
    this.#isExpected = true
  }

  get isExpected(): boolean {
    return this.#isExpected
  }

  /** By whom and why, at this moment. */
  now(): Omit<ChangeNote, 'tx'> {
    const { actor = null, reason = null, requestId = null } = this.#attribution()
    return { actor, reason, request: requestId, at: this.#clock === undefined ? null : this.#clock() }
  }

  /** Whether there is nothing to tell of whoever is at work now. */
  get isSilent(): boolean {
    return Object.values(this.now()).every((value) => value === null)
  }
}
