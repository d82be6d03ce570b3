import { compareBytes, wholeRange, type KeyRange } from '../door/key.ts'

/** The rows of one store of one tenant by encoded key. A row is replaced and never changed, so transactions and snapshots share it. */
export class Rows<R> {
  readonly #rows: Map<string, R>

  constructor(rows: Map<string, R> = new Map()) {
    this.#rows = rows
  }

  copy(): Rows<R> {
    return new Rows(new Map(this.#rows))
  }

  get(key: string): R | undefined {
    return this.#rows.get(key)
  }

  put(key: string, row: R): void {
    this.#rows.set(key, row)
  }

  /** Whether there was one. */
  remove(key: string): boolean {
    return this.#rows.delete(key)
  }

  /** The rows of a range in key order. */
  list({ low, high }: KeyRange = wholeRange): readonly (readonly [string, R])[] {
    return [...this.#rows]
      .filter(([key]) => compareBytes(key, low) >= 0 && (high === undefined || compareBytes(key, high) < 0))
      .sort(([a], [b]) => compareBytes(a, b))
  }
}
