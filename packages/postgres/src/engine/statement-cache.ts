/** How one statement text is sent. */
export interface Naming {
  /** The name of the prepared statement; empty: unnamed. */
  readonly name: string
  /** Whether the server must parse the text first. */
  readonly parse: boolean
  /** Prepared statements that this one pushed out. */
  readonly evicted: readonly string[]
}

const unnamed: Naming = { name: '', parse: true, evicted: [] }

interface Entry {
  readonly name: string
  isReady: boolean
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
      if (!known.isReady) return unnamed
      this.#entries.delete(text)
      this.#entries.set(text, known)
      return { name: known.name, parse: false, evicted: [] }
    }
    this.#count += 1
    const entry: Entry = { name: `holdfast_${this.#count}`, isReady: false }
    this.#entries.set(text, entry)
    if (this.#entries.size > this.#capacity) this.#evict()
    const evicted = this.#discarded
    this.#discarded = []
    return { name: entry.name, parse: true, evicted }
  }

  /** The server has prepared it. */
  keep(text: string, name: string): void {
    const entry = this.#entries.get(text)
    if (entry?.name === name) entry.isReady = true
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
      if (!entry.isReady) continue
      this.#entries.delete(text)
      this.#discarded.push(entry.name)
      return
    }
  }
}
