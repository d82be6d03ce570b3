import { randomBytes } from 'node:crypto'
import type { Reference } from '../contracts/reference-cache.ts'
import type { Claim, LoadStorage, Seen } from './load-storage.ts'

/** Where one reference is kept: a storage with one key. What is there is stale as soon as something has changed. */
export class ReferenceSlot<T> implements LoadStorage<Reference<T>> {
  #reference: Reference<T> | undefined
  #holder: string | undefined
  #claims = 0
  /** How often something changed, and how often when what is there, or is being loaded, began to load. */
  #changes = 0
  #changesSeen = -1
  #changesAtClaim = 0
  #failure: { readonly error: unknown; readonly at: Date } | undefined

  get reference(): Reference<T> | undefined {
    return this.#reference
  }

  get failure(): { readonly error: unknown; readonly at: Date } | undefined {
    return this.#failure
  }

  get nextVersion(): number {
    return (this.#reference?.version ?? 0) + 1
  }

  changed(): void {
    this.#changes += 1
  }

  failed(error: unknown): void {
    this.#failure = { error, at: new Date() }
  }

  get isLoading(): boolean {
    return this.#holder !== undefined
  }

  random(bytes: number): Uint8Array {
    return randomBytes(bytes)
  }

  elapsed(): number {
    return performance.now()
  }

  look(): Seen<Reference<T>> {
    const isFresh = this.#reference !== undefined && this.#changesSeen === this.#changes
    return {
      // Readers have the older one; who asks to refresh is told when that fails.
      value: isFresh ? this.#reference : undefined,
      isFresh,
      mayLoad: true,
      holder: this.#holder,
      isLeased: this.#holder !== undefined,
      fence: this.#claims,
    }
  }

  async claim(_key: string, { token }: Claim): Promise<boolean> {
    this.#holder = token
    this.#claims += 1
    this.#changesAtClaim = this.#changes
    return true
  }

  async extend(): Promise<boolean> {
    return true
  }

  async fill(_key: string, _token: string, value: Reference<T>): Promise<boolean> {
    this.#reference = value
    this.#changesSeen = this.#changesAtClaim
    this.#failure = undefined
    this.#holder = undefined
    return true
  }

  async fail(): Promise<void> {
    this.#holder = undefined
  }

  async drop(): Promise<void> {
    this.#holder = undefined
  }

  onChange(): () => void {
    return () => undefined
  }
}
