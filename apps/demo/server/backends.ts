import type { Database } from '@holdfast/core'
import type { BackendAnswer, BackendState, Problem } from './answers.ts'
import { problemOf, Refusal } from './problem.ts'

/** A database that is open, and what must end after it. */
export interface Opened {
  readonly database: Database
  /** Another process reaches the same data by this URL. Absent where it cannot. */
  readonly url?: string
  readonly stop?: () => Promise<void>
}

/** One backend that the demo offers. */
export interface Choice {
  readonly id: string
  readonly title: string
  /** Where its data is, for display. */
  readonly place: string
  open(): Promise<Opened>
  /** What to tell the visitor when `open` throws something that has no code. */
  explain?(error: unknown): Problem
}

/** Opens every choice at once; the page does not wait for the slowest, and one that fails takes no other with it. */
export class Backends {
  readonly #choices: readonly Choice[]
  readonly #states = new Map<string, BackendState>()
  readonly #opened = new Map<string, Opened>()
  readonly #settled: Promise<void>

  constructor(choices: readonly Choice[]) {
    this.#choices = choices
    this.#settled = Promise.all(choices.map((choice) => this.#open(choice))).then(() => undefined)
  }

  async #open(choice: Choice): Promise<void> {
    this.#states.set(choice.id, { state: 'opening' })
    try {
      const opened = await choice.open()
      const { facts, capabilities, limits } = opened.database
      this.#opened.set(choice.id, opened)
      this.#states.set(choice.id, { state: 'ready', facts, capabilities, limits })
    } catch (error) {
      const problem = choice.explain?.(error) ?? problemOf(error)
      console.error(`${choice.title} is not available:`, error)
      this.#states.set(choice.id, { state: 'unavailable', problem })
    }
  }

  answer(): BackendAnswer[] {
    return this.#choices.map(({ id, title, place }) => ({
      id,
      title,
      place,
      ...(this.#states.get(id) ?? { state: 'opening' }),
    }))
  }

  /** Throws a `Refusal` for an unknown backend and for one that is not open. */
  opened(id: unknown): Opened {
    const opened = typeof id === 'string' ? this.#opened.get(id) : undefined
    if (opened !== undefined) return opened
    const known = this.#choices.some((choice) => choice.id === id)
    if (!known) throw new Refusal(404, 'not-found', 'There is no backend of this name here.')
    throw new Refusal(409, 'not-ready', 'This backend is not open.')
  }

  async close(): Promise<void> {
    await this.#settled
    for (const { database, stop } of this.#opened.values()) {
      await database.close({ drain: 1_000 })
      await stop?.()
    }
  }
}
