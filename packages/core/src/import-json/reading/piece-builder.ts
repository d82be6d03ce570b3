import { keptOfLarge, type Piece } from './piece.ts'

const newline = 0x0a

/** Space, tab, carriage return, line feed: the blanks of JSON. */
export const isBlank = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === newline || byte === 0x0d || byte === 0x09

/** Collects the bytes of one piece after the other and knows where they are. It holds one piece, and of one that is too large its beginning. */
export class PieceBuilder {
  readonly #limit: number
  #parts: Buffer[] = []
  #held = 0
  #length = 0
  #offset: number
  #line = 1
  #linesInside = 0

  /** `offset`: bytes of the file that are before the first one it is given. */
  constructor(limit: number, offset: number) {
    this.#limit = limit
    this.#offset = offset
  }

  get isEmpty(): boolean {
    return this.#length === 0
  }

  /** Takes bytes of the current piece. Blanks before it are counted and left out. */
  add(bytes: Buffer): void {
    let start = 0
    if (this.#length === 0) {
      while (isBlank(bytes[start])) this.#skip(bytes[start++])
      if (start === bytes.length) return
    }
    const part = start === 0 ? bytes : bytes.subarray(start)
    this.#length += part.length
    this.#linesInside += linesOf(part)
    const room = (this.#length > this.#limit ? keptOfLarge : this.#limit) - this.#held
    if (room <= 0) return
    this.#held += Math.min(room, part.length)
    this.#parts.push(room < part.length ? part.subarray(0, room) : part)
  }

  /** Leaves out one byte between two pieces. */
  skip(byte: number): void {
    this.#skip(byte)
  }

  take(fault?: string): Piece {
    const isTooLarge = this.#length > this.#limit
    const whole = Buffer.concat(this.#parts)
    const bytes = isTooLarge ? whole.subarray(0, keptOfLarge) : withoutBlanksBehind(whole)
    const piece: Piece = {
      bytes,
      size: isTooLarge ? this.#length : bytes.length,
      offset: this.#offset,
      line: this.#line,
      isTooLarge,
      ...(fault !== undefined && { fault }),
    }
    this.#offset += this.#length
    this.#line += this.#linesInside
    this.#parts = []
    this.#held = this.#length = this.#linesInside = 0
    return piece
  }

  #skip(byte: number | undefined): void {
    this.#offset += 1
    if (byte === newline) this.#line += 1
  }
}

const linesOf = (bytes: Buffer): number => {
  let count = 0
  for (let at = bytes.indexOf(newline); at !== -1; at = bytes.indexOf(newline, at + 1)) count += 1
  return count
}

const withoutBlanksBehind = (bytes: Buffer): Buffer => {
  let end = bytes.length
  while (end > 0 && isBlank(bytes[end - 1])) end -= 1
  return bytes.subarray(0, end)
}
