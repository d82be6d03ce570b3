import { HoldfastError } from '../errors.ts'

/** What may wait to be sent, over all lanes of a database: more would only grow memory and delay. */
export const backlogLimits: { readonly operations: number; readonly bytes: number } = {
  operations: 10_000,
  bytes: 64 * 1024 * 1024,
}

/** Counts what is queued and refuses beyond the limits. */
export class Backlog {
  #operations = 0
  #bytes = 0

  add(bytes: number, action: string): void {
    if (this.#operations >= backlogLimits.operations || this.#bytes + bytes > backlogLimits.bytes) {
      throw new HoldfastError(
        'overloaded',
        `Cannot ${action}: ${this.#operations} operations are queued already; nothing was started, try again later`,
        { retryable: true },
      )
    }
    this.#operations++
    this.#bytes += bytes
  }

  remove(bytes: number): void {
    this.#operations--
    this.#bytes -= bytes
  }
}
