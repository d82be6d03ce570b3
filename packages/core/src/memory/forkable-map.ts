interface Copyable<T> {
  copy(): T
}

/**
 * Things by name at one moment. A fork sees what is there now and nothing that happens to the original later, nor the other way
 * round: the first write to a thing that both share copies it, which costs its size.
 */
export class ForkableMap<T extends Copyable<T>> {
  readonly #things: Map<string, T>
  /** Those that the map around this one may share. */
  readonly #borrowed: Set<string>
  /** Those that forks of this one may share. */
  #lent = new Set<string>()
  #forks = 0

  constructor(things: Map<string, T> = new Map()) {
    this.#things = things
    this.#borrowed = new Set(things.keys())
  }

  /** Each fork must be released, after its last use. */
  fork(): ForkableMap<T> {
    this.#forks++
    this.#lent = new Set(this.#things.keys())
    return new ForkableMap(new Map(this.#things))
  }

  /** Takes over what a fork has become. Nothing but that fork was written to meanwhile. */
  adopt(fork: ForkableMap<T>): void {
    for (const [id, thing] of fork.#things) {
      if (!fork.#borrowed.has(id)) this.replace(id, thing)
    }
  }

  release(): void {
    this.#forks--
    if (this.#forks === 0) this.#lent.clear()
  }

  get(id: string): T | undefined {
    return this.#things.get(id)
  }

  all(): Iterable<T> {
    return this.#things.values()
  }

  /** The thing itself, or a copy that takes its place where somebody else may look at it. */
  writable(id: string): T | undefined {
    const current = this.#things.get(id)
    if (current === undefined || (!this.#lent.has(id) && !this.#borrowed.has(id))) return current
    return this.replace(id, current.copy())
  }

  replace(id: string, thing: T): T {
    this.#things.set(id, thing)
    this.#lent.delete(id)
    this.#borrowed.delete(id)
    return thing
  }
}
