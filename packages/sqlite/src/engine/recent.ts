/**
 * What was used lately, by key. Two generations: when the young one is full it becomes the old one, and what was in the
 * old one is forgotten unless it was asked for meanwhile. A hit in the young generation writes nothing, which is what
 * an exact least-recently-used list cannot offer.
 */
export class Recent<V> {
  readonly #half: number
  #young = new Map<string, V>()
  #old = new Map<string, V>()

  /** Keeps at most `cap` entries. */
  constructor(cap: number) {
    this.#half = Math.max(1, Math.floor(cap / 2))
  }

  get(key: string): V | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.set(key, old)
    return old
  }

  set(key: string, value: V): void {
    if (this.#young.size >= this.#half && !this.#young.has(key)) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(key, value)
  }

  /** How many entries are kept. */
  get size(): number {
    let both = this.#young.size
    for (const key of this.#old.keys()) if (!this.#young.has(key)) both++
    return both
  }
}
