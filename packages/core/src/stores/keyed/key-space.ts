import type { Dialect } from '../../database/dialect.ts'
import type { Bound } from '../../database/statement.ts'
import { foldKey, successor, type KeyRange } from '../../door/key.ts'

/**
 * Where the entries of one store of one tenant live: as rows with `(ns, name, key)`, or under one folded column where the
 * engine looks up only a single leading column by index. The store's text is the same for both.
 */
export class KeySpace {
  readonly columns: readonly string[]
  /** The column that holds the key as it is bound. */
  readonly key: string
  /** What every statement binds first. */
  readonly constants: readonly Bound[]
  readonly #fold: string | undefined

  constructor({ keyColumns }: Dialect, ns: string, name: string) {
    const isFolded = keyColumns === 'folded'
    this.columns = isFolded ? ['id'] : ['ns', 'name', 'key']
    this.key = isFolded ? 'id' : 'key'
    this.constants = isFolded ? [] : [ns, name]
    this.#fold = isFolded ? foldKey([ns, name, '']) : undefined
  }

  /** The bound form of an encoded key. */
  bind(encoded: string): string {
    return this.#fold === undefined ? encoded : this.#fold + encoded
  }

  /** The encoded key of a bound one. */
  unbind(bound: string): string {
    return this.#fold === undefined ? bound : bound.slice(this.#fold.length)
  }

  /** A range of encoded keys, as it is bound. It never reaches beyond this store. */
  range({ low, high }: KeyRange): KeyRange {
    if (this.#fold === undefined) return { low, high }
    return { low: this.#fold + low, high: high === undefined ? successor(this.#fold) : this.#fold + high }
  }

  /** The condition that a row belongs to the store, from placeholders for `constants`; to be followed by one on the key. */
  belongs(placeholder: (position: number) => string, alias: string): string {
    return this.constants.length === 0
      ? ''
      : `${alias}.ns = ${placeholder(1)} and ${alias}.name = ${placeholder(2)} and `
  }
}
