const words = new ArrayBuffer(8)
const asBigint = new BigInt64Array(words)
const asDouble = new Float64Array(words)
const asWords = new Int32Array(words)

/** One kind of value never looks like another, however its bits are. */
const tags = { null: 0x2f0b4c47, integer: 0x71d67fff, real: 0x1b873593, text: 0x4cf5ad43, blob: 0x38b34ae5 }

/**
 * The hash of a sequence of values, 128 bits in four words. A value's storage class is part of it. Each step is a bijection
 * of the state, so two sequences that differ in one word only never meet.
 */
export class ContentHash {
  a = 0
  b = 0
  c = 0
  d = 0

  /** Takes the values in; the result is in the four words. Integers are bigints, reals numbers. */
  of(values: readonly unknown[], first: number): void {
    this.a = 0x243f6a88
    this.b = 0x05a308d3
    this.c = 0x13198a2e
    this.d = 0x03707344
    for (let index = first; index < values.length; index++) this.#take(values[index])
    this.#finish(values.length - first)
  }

  #take(value: unknown): void {
    if (typeof value === 'bigint') {
      asBigint[0] = value
      this.#three(tags.integer, asWords[0]!, asWords[1]!)
    } else if (typeof value === 'string') this.#text(value)
    else if (typeof value === 'number') {
      asDouble[0] = value
      this.#three(tags.real, asWords[0]!, asWords[1]!)
    } else if (value === null) this.#mix(tags.null)
    else if (value instanceof Uint8Array) this.#bytes(value)
    else throw new TypeError('SQLite hands over no such value')
  }

  #text(text: string): void {
    const { length } = text
    const pairs = length & ~1
    this.#mix(tags.text)
    this.#mix(length)
    for (let index = 0; index < pairs; index += 2)
      this.#mix(text.charCodeAt(index) | (text.charCodeAt(index + 1) << 16))
    if (pairs < length) this.#mix(text.charCodeAt(pairs))
  }

  #bytes(bytes: Uint8Array): void {
    const { length } = bytes
    this.#mix(tags.blob)
    this.#mix(length)
    for (let index = 0; index < length; index += 4) {
      this.#mix(
        bytes[index]! |
          ((bytes[index + 1] ?? 0) << 8) |
          ((bytes[index + 2] ?? 0) << 16) |
          ((bytes[index + 3] ?? 0) << 24),
      )
    }
  }

  #three(first: number, second: number, third: number): void {
    this.#mix(first)
    this.#mix(second)
    this.#mix(third)
  }

  #mix(word: number): void {
    const b = Math.imul(this.b ^ word, 0xab0e9789)
    const c = Math.imul(this.c ^ word, 0x38b34ae5)
    const d = Math.imul(this.d ^ word, 0xa1e38b93)
    this.a = Math.imul(this.a ^ word, 0x239b961b) ^ (b >>> 15)
    this.b = b ^ (c >>> 13)
    this.c = c ^ (d >>> 16)
    this.d = d ^ (this.a >>> 14)
  }

  /** Every bit of the state reaches every bit of the result. */
  #finish(count: number): void {
    for (let round = 0; round < 3; round++) this.#mix(count + round)
    const [a, b, c, d] = [avalanche(this.a), avalanche(this.b), avalanche(this.c), avalanche(this.d)]
    this.a = avalanche((a + b + c + d) | 0)
    this.b = avalanche((this.a + b) | 0)
    this.c = avalanche((this.a + c) | 0)
    this.d = avalanche((this.a + d) | 0)
  }
}

const avalanche = (word: number): number => {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
