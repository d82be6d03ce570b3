import { HoldfastError } from '../errors.ts'
import type { Backlog } from '../queue/queue-storage.ts'

/** What a quota asks of an outbox. */
export interface Counted {
  backlog(): Promise<Backlog>
  /** Milliseconds. */
  elapsed(): number
}

/** How many parts of the quota may be captured before it is counted again: a count reads all that waits. */
const parts = 100

/** It is not counted again within this time, unless something is delivered from here. Milliseconds. */
const patience = 1_000

/** Keeps what waits within bounds, by a count of now and then and what was captured since: one for all handles of an outbox. */
export class Quota {
  #items = 0
  #characters = 0
  #since = Number.POSITIVE_INFINITY
  /** Nothing was captured from here since the count. */
  #isExact = false
  #countedAt = Number.NEGATIVE_INFINITY

  /** Something was delivered: there is room. */
  forget(): void {
    this.#since = Number.POSITIVE_INFINITY
    this.#countedAt = Number.NEGATIVE_INFINITY
  }

  /** Throws `overloaded` when there is no room for these. */
  async take(wanted: Backlog, most: Backlog, outbox: Counted, action: string): Promise<void> {
    const isOld = Math.abs(outbox.elapsed() - this.#countedAt) >= patience
    if (this.#since >= most.items / parts && isOld) await this.#count(outbox)
    // What was captured since may have been kept already, or refused: nobody is turned away on a guess.
    if (!this.#isRoomFor(wanted, most) && !this.#isExact) await this.#count(outbox)
    if (!this.#isRoomFor(wanted, most)) {
      this.#since = Number.POSITIVE_INFINITY
      throw new HoldfastError(
        'overloaded',
        `Cannot ${action}: the quota of what may wait to be delivered is used up; deliver some, or raise it`,
      )
    }
    this.#items += wanted.items
    this.#characters += wanted.characters
    this.#since += wanted.items
    this.#isExact = false
  }

  #isRoomFor(wanted: Backlog, most: Backlog): boolean {
    return this.#items + wanted.items <= most.items && this.#characters + wanted.characters <= most.characters
  }

  async #count(outbox: Counted): Promise<void> {
    const { items, characters } = await outbox.backlog()
    this.#items = items
    this.#characters = characters
    this.#since = 0
    this.#isExact = true
    this.#countedAt = outbox.elapsed()
  }
}

const quotas = new WeakMap<object, Map<string, Quota>>()

/** The quota of an outbox of an open database. */
export const quotaOf = (database: object, outbox: string): Quota => {
  let all = quotas.get(database)
  if (all === undefined) quotas.set(database, (all = new Map()))
  let quota = all.get(outbox)
  if (quota === undefined) all.set(outbox, (quota = new Quota()))
  return quota
}
