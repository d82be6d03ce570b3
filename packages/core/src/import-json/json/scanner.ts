import { JsonFault } from './json-fault.ts'
import { hasLongExponent, longestExponent } from './json-number.ts'

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const quote = 0x22
const backslash = 0x5c
const firstPrintable = 0x20

/** The tokens of one JSON text, strictly as RFC 8259 has them. */
export class Scanner {
  readonly #text: string
  readonly #pointer: () => string
  #at = 0

  constructor(text: string, pointer: () => string) {
    this.#text = text
    this.#pointer = pointer
  }

  /** Where the next token begins. */
  start(): number {
    const text = this.#text
    for (; ; this.#at += 1) {
      const unit = text.charCodeAt(this.#at)
      if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return this.#at
    }
  }

  /** The first character of the next token; empty at the end. */
  peek(): string {
    return this.#text.charAt(this.start())
  }

  /** Takes the bracket that `peek` has seen. */
  open(): void {
    this.#at += 1
  }

  closes(bracket: ']' | '}'): boolean {
    if (this.peek() !== bracket) return false
    this.#at += 1
    return true
  }

  /** Takes a comma, or the bracket that ends the list; false for the latter. */
  goesOn(bracket: ']' | '}'): boolean {
    const found = this.peek()
    if (found !== ',' && found !== bracket) throw this.#unexpected(`a comma or ${bracket}`)
    this.#at += 1
    if (found === bracket) return false
    const next = this.peek()
    if (next === bracket || next === ',') throw this.fault('a comma too many; remove it')
    return true
  }

  colon(): void {
    if (this.peek() !== ':') throw this.#unexpected('a colon')
    this.#at += 1
  }

  key(): string {
    if (this.peek() !== '"') throw this.#unexpected('a key in double quotes')
    return this.string()
  }

  word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw this.#unexpected('a value')
    this.#at += word.length
    return value
  }

  number(): string {
    number.lastIndex = this.#at
    const found = number.exec(this.#text)?.[0]
    if (found === undefined) throw this.#unexpected('a value')
    if (hasLongExponent(found)) {
      throw this.fault(`its exponent has more than ${longestExponent} digits; mend the file`, false)
    }
    this.#at += found.length
    return found
  }

  string(): string {
    const text = this.#text
    const begin = this.#at
    let hasEscapes = false
    for (let at = begin + 1; at < text.length; at += 1) {
      const unit = text.charCodeAt(at)
      if (unit === quote) {
        this.#at = at + 1
        return hasEscapes ? this.#unescaped(text.slice(begin, this.#at), begin) : text.slice(begin + 1, at)
      }
      if (unit === backslash) {
        hasEscapes = true
        at += 1
      } else if (unit < firstPrintable) {
        this.#at = at
        throw this.fault('a control character within a text; write it as an escape')
      }
    }
    this.#at = text.length
    throw this.fault(truncated)
  }

  end(): void {
    if (this.peek() !== '') throw this.#unexpected('the end')
  }

  fault(reason: string, isStructural = true): JsonFault {
    return new JsonFault(reason, this.#at, this.#pointer(), isStructural)
  }

  #unescaped(quoted: string, begin: number): string {
    try {
      return JSON.parse(quoted) as string
    } catch {
      // The parser's error quotes the text.
      this.#at = begin
      throw this.fault('a backslash that begins no JSON escape')
    }
  }

  #unexpected(wanted: string): JsonFault {
    const rest = this.#text.slice(this.#at, this.#at + 9)
    if (rest === '') return this.fault(truncated)
    if (rest.startsWith('/')) return this.fault('comments are not JSON; remove them')
    if (rest.startsWith("'")) return this.fault('JSON takes double quotes only')
    if (/^-?(?:NaN|Infinity|undefined)/.test(rest))
      return this.fault('NaN, Infinity and undefined are not JSON')
    if (rest.startsWith('\u0000')) return this.fault('NUL bytes; the file was not written to its end')
    return this.fault(`${wanted} is missing here`)
  }
}

const truncated = 'the text ends in the middle of a value; the file was cut off'
