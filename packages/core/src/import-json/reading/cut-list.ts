import type { Cutter, Piece } from './piece.ts'
import { isBlank, PieceBuilder } from './piece-builder.ts'

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const opening = new Set([0x5b, 0x7b])
const closing = new Set([0x5d, 0x7d])

export interface Brackets {
  readonly open: number
  readonly close: number
  /** What the file should be, as the end of a sentence. */
  readonly kind: string
}

export const ofArray: Brackets = { open: 0x5b, close: 0x5d, kind: 'an array' }
export const ofObject: Brackets = { open: 0x7b, close: 0x7d, kind: 'an object' }

/**
 * One piece for each element of the array, or member of the object, that the file is. It only counts brackets and knows texts; whoever reads
 * the pieces finds what is wrong in one, and must then trust no later one.
 */
export class ListCutter implements Cutter {
  readonly #brackets: Brackets
  readonly #builder: PieceBuilder
  #state: 'before' | 'inside' | 'after' | 'broken' = 'before'
  #depth = 0
  #isText = false
  #isEscaped = false
  #count = 0
  #pieces: Piece[] = []
  #why = ''

  constructor(brackets: Brackets, limit: number, offset: number) {
    this.#brackets = brackets
    this.#builder = new PieceBuilder(limit, offset)
  }

  push(chunk: Buffer): readonly Piece[] {
    this.#pieces = []
    let at = 0
    while (at < chunk.length && this.#state === 'before') this.#begin(chunk, at++)
    if (this.#state === 'inside') at = this.#cut(chunk, at)
    if (this.#state !== 'inside') this.#builder.add(chunk.subarray(at))
    return this.#pieces
  }

  end(): readonly Piece[] {
    const { kind } = this.#brackets
    switch (this.#state) {
      case 'before':
        return [this.#builder.take('the file is empty')]
      case 'inside':
        return [this.#builder.take(`the file ends before ${kind} does; it was cut off`)]
      case 'after':
        return this.#builder.isEmpty ? [] : [this.#builder.take(`something stands behind ${kind}`)]
      case 'broken':
        return [this.#builder.take(this.#why)]
    }
  }

  #begin(chunk: Buffer, at: number): void {
    const byte = chunk[at]!
    if (isBlank(byte) || byte === this.#brackets.open) {
      this.#builder.skip(byte)
      if (!isBlank(byte)) this.#state = 'inside'
      return
    }
    this.#break(`the file is not ${this.#brackets.kind}; choose another shape`)
    this.#builder.add(chunk.subarray(at, at + 1))
  }

  #break(why: string): void {
    this.#state = 'broken'
    this.#why = why
  }

  /** Resolves with where it stopped: at the end of the chunk, or behind what ended the list. */
  #cut(chunk: Buffer, from: number): number {
    let start = from
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at]!
      if (this.#isText) {
        if (this.#isEscaped) this.#isEscaped = false
        else if (byte === backslash) this.#isEscaped = true
        else if (byte === quote) this.#isText = false
      } else if (byte === quote) this.#isText = true
      else if (opening.has(byte)) this.#depth += 1
      else if (byte === comma && this.#depth === 0) {
        this.#builder.add(chunk.subarray(start, at))
        if (!this.#emit(false)) return at
        this.#builder.skip(byte)
        start = at + 1
      } else if (closing.has(byte) && --this.#depth < 0) {
        this.#builder.add(chunk.subarray(start, at))
        return this.#close(byte) ? at + 1 : at
      }
    }
    this.#builder.add(chunk.subarray(start))
    return chunk.length
  }

  #close(byte: number): boolean {
    if (byte !== this.#brackets.close) {
      this.#break(`a bracket that closes no other`)
      return false
    }
    if ((this.#count > 0 || !this.#builder.isEmpty) && !this.#emit(true)) return false
    this.#builder.skip(byte)
    this.#state = 'after'
    return true
  }

  #emit(isLast: boolean): boolean {
    if (this.#builder.isEmpty) {
      this.#break(isLast ? 'a comma stands before the end; remove it' : 'a comma too many; remove it')
      return false
    }
    this.#count += 1
    this.#pieces.push(this.#builder.take())
    return true
  }
}
