import type { Shape } from './task.ts'

/** How one statement text is sent. */
export interface Naming {
  /** The name of the prepared statement; empty: unnamed. */
  readonly name: string
  /** Whether the server must parse the text first. */
  readonly parse: boolean
  /** Prepared statements that this one pushed out. */
  readonly evicted: readonly string[]
  /** Its columns, once they are known: the server need not describe them again. */
  readonly shape: Shape | undefined
}

const nobody: readonly string[] = []

export const unnamed: Naming = { name: '', parse: true, evicted: nobody, shape: undefined }

interface Entry {
  readonly name: string
  /** How it is sent from now on; undefined until the server has prepared it. */
  naming: Naming | undefined
}

/** The prepared statements of one connection by text; the longest unused one leaves first. */
export class StatementCache {
  readonly #capacity: number
  readonly #entries = new Map<string, Entry>()
  #discarded: string[] = []
  #count = 0

  constructor(capacity: number) {
    this.#capacity = capacity
  }

  /** A text that another statement in flight is preparing goes unnamed: if that one fails, this one must not. */
  use(text: string): Naming {
    if (this.#capacity === 0) return unnamed
    const known = this.#entries.get(text)
    if (known !== undefined) {
      if (known.naming === undefined) return unnamed
      this.#entries.delete(text)
      this.#entries.set(text, known)
      return known.naming
    }
    this.#count += 1
    const entry: Entry = { name: `holdfast_${this.#count}`, naming: undefined }
    this.#entries.set(text, entry)
    if (this.#entries.size > this.#capacity) this.#evict()
    const evicted = this.#discarded
    this.#discarded = []
    return { name: entry.name, parse: true, evicted, shape: undefined }
  }

  /** The server has prepared it, and described its columns. */
  keep(text: string, name: string, shape: Shape): void {
    const entry = this.#entries.get(text)
    if (entry?.name === name) entry.naming ??= { name, parse: false, evicted: nobody, shape }
  }

  /** It failed before it was known to be prepared, or is out of date. It is closed with the next one. */
  forget(text: string, name: string): void {
    if (this.#entries.get(text)?.name !== name) return
    this.#entries.delete(text)
    this.#discarded.push(name)
  }

  /** One that is still being prepared may be needed by what is in flight; it is the newest, so it is not the first. */
  #evict(): void {
    for (const [text, entry] of this.#entries) {
      if (entry.naming === undefined) continue
      this.#entries.delete(text)
      this.#discarded.push(entry.name)
      return
    }
  }
}
