import type { BackendAnswer, ScenarioAnswer } from '../server/answers.ts'

/** What the panels share, and how they hear of changes. */
export class Page {
  readonly #listeners = new Map<string, Set<() => void>>()
  #backends: readonly BackendAnswer[] = []
  #inputs: readonly ScenarioAnswer[] = []
  #loaded: string | undefined

  get backends(): readonly BackendAnswer[] {
    return this.#backends
  }

  set backends(backends: readonly BackendAnswer[]) {
    this.#backends = backends
    this.#tell('backends')
  }

  get inputs(): readonly ScenarioAnswer[] {
    return this.#inputs
  }

  set inputs(inputs: readonly ScenarioAnswer[]) {
    this.#inputs = inputs
    this.#tell('inputs')
  }

  /** The input that was loaded last. */
  get loaded(): string | undefined {
    return this.#loaded
  }

  set loaded(input: string | undefined) {
    this.#loaded = input
    this.#tell('loaded')
  }

  /** Calls `listener` now and after each change. */
  on(what: 'backends' | 'inputs' | 'loaded', listener: () => void): void {
    const listeners = this.#listeners.get(what) ?? new Set()
    this.#listeners.set(what, listeners.add(listener))
    listener()
  }

  #tell(what: string): void {
    for (const listener of this.#listeners.get(what) ?? []) listener()
  }

  title(id: string): string {
    return this.#backends.find((backend) => backend.id === id)?.title ?? id
  }

  /** Its place in the row of colours, from 1. */
  series(id: string): number {
    return this.#backends.findIndex((backend) => backend.id === id) + 1
  }
}
