import type { ExactJson } from './exact-json.ts'
import { JsonFault } from './json-fault.ts'
import { numberOf } from './json-number.ts'
import { pointerTo } from './pointer.ts'
import { Scanner } from './scanner.ts'

/** Nested deeper than this is an attack or a fault, and would exhaust the stack of whoever walks it. */
const deepest = 500

const mostDuplicates = 100

export type DuplicateKeys = 'reject' | 'last'

/** What was read, and what about it a plain `JSON.parse` would not have told. */
export interface Parsed {
  readonly value: ExactJson
  /** Pointers to keys that occurred more than once, the first hundred, where that is let through. */
  readonly duplicates: readonly string[]
}

/**
 * Reads strict JSON without loss: numbers as they are written, every text as it is, a key named `__proto__` as a key. Throws
 * `JsonFault`, which says where and what to do.
 */
export function parseJson(text: string, duplicateKeys: DuplicateKeys = 'reject'): Parsed {
  return new Parser(text, duplicateKeys).whole()
}

class Parser {
  readonly #scanner: Scanner
  readonly #duplicateKeys: DuplicateKeys
  readonly #duplicates: string[] = []
  readonly #path: (string | number)[] = []

  constructor(text: string, duplicateKeys: DuplicateKeys) {
    this.#scanner = new Scanner(text, () => this.#pointer())
    this.#duplicateKeys = duplicateKeys
  }

  whole(): Parsed {
    const value = this.#value()
    this.#scanner.end()
    return { value, duplicates: this.#duplicates }
  }

  #value(): ExactJson {
    const scanner = this.#scanner
    switch (scanner.peek()) {
      case '{':
        return this.#object()
      case '[':
        return this.#array()
      case '"':
        return scanner.string()
      case 't':
        return scanner.word('true', true)
      case 'f':
        return scanner.word('false', false)
      case 'n':
        return scanner.word('null', null)
      default:
        return numberOf(scanner.number())
    }
  }

  #array(): ExactJson {
    const values: ExactJson[] = []
    const scanner = this.#scanner
    scanner.open()
    if (scanner.closes(']')) return values
    do {
      this.#enter(values.length)
      values.push(this.#value())
      this.#path.pop()
    } while (scanner.goesOn(']'))
    return values
  }

  #object(): ExactJson {
    const object: Record<string, ExactJson> = {}
    const scanner = this.#scanner
    scanner.open()
    if (scanner.closes('}')) return object
    do {
      const at = scanner.start()
      const key = scanner.key()
      this.#enter(key)
      if (Object.hasOwn(object, key)) this.#again(at)
      scanner.colon()
      put(object, key, this.#value())
      this.#path.pop()
    } while (scanner.goesOn('}'))
    return object
  }

  #enter(step: string | number): void {
    this.#path.push(step)
    if (this.#path.length > deepest) {
      throw this.#scanner.fault(`it is nested more than ${deepest} deep`, false)
    }
  }

  #again(at: number): void {
    const pointer = this.#pointer()
    if (this.#duplicateKeys === 'last') {
      if (this.#duplicates.length < mostDuplicates) this.#duplicates.push(pointer)
    } else {
      const reason = 'a key occurs twice in an object; mend the file, or take the last one with duplicateKeys'
      throw new JsonFault(reason, at, pointer, false)
    }
  }

  #pointer(): string {
    return this.#path.reduce<string>(pointerTo, '')
  }
}

/** Assignment would set the prototype where the key is `__proto__`. */
const put = (object: Record<string, ExactJson>, key: string, value: ExactJson): void => {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
  } else object[key] = value
}
