import type { ErrorCode } from '../../errors.ts'
import { JsonFault } from '../json/json-fault.ts'
import { type DuplicateKeys, parseJson } from '../json/parse-json.ts'
import { pointerTo } from '../json/pointer.ts'
import { decodeText } from './encoding.ts'
import type { Piece } from './piece.ts'
import type { Place, Read, Refused } from './record.ts'
import type { Shape } from './shape.ts'

export interface PieceReading {
  readonly shape: Shape
  readonly duplicateKeys: DuplicateKeys
  readonly limit: number
}

/** Reads one piece after the other of one file. */
export class PieceReader {
  readonly #reading: PieceReading
  readonly #keys = new Set<string>()
  #index = 0
  #isBroken = false

  constructor(reading: PieceReading) {
    this.#reading = reading
  }

  /** Nothing once the structure was found broken: what was refused then is all the rest. */
  *read(piece: Piece): Generator<Read> {
    if (this.#isBroken) return
    const read = this.#read(piece)
    this.#index += 1
    yield read
  }

  #read(piece: Piece): Read {
    const place = this.#place(piece)
    if (piece.fault !== undefined) return this.#rest(place, piece.fault)
    if (piece.isTooLarge) return refused(place, this.#tooLarge(), 'too-large')
    const text = decodeText(piece.bytes)
    if (text === undefined) return refused(place, 'the bytes are not UTF-8; convert the file')
    try {
      return this.#reading.shape === 'entries' ? this.#entry(place, text) : this.#plain(place, text)
    } catch (error) {
      if (!(error instanceof JsonFault)) throw error
      return this.#fault(place, text, error)
    }
  }

  #place({ bytes, size, line, offset }: Piece): Place {
    const pointer = this.#reading.shape === 'value' ? '' : `/${this.#index}`
    return { index: this.#index, pointer, line, offset, bytes, size }
  }

  #plain(place: Place, text: string): Read {
    const { value, duplicates } = parseJson(text, this.#reading.duplicateKeys)
    return { ...place, value, duplicates: duplicates.map((pointer) => place.pointer + pointer) }
  }

  /** A member is no JSON by itself, an object with only that member is. */
  #entry(place: Place, text: string): Read {
    const { value, duplicates } = parseJson(`{${text}}`, this.#reading.duplicateKeys)
    const [[key, inner]] = Object.entries(value as object) as [[string, Read & never]]
    const pointer = pointerTo('', key)
    if (this.#keys.has(key)) {
      return refused(
        { ...place, pointer },
        'a key occurs twice in the object that the file is; mend the file',
      )
    }
    this.#keys.add(key)
    return { ...place, pointer, key, value: inner, duplicates }
  }

  #fault(place: Place, text: string, { message, at, pointer, isStructural }: JsonFault): Refused {
    const isEntry = this.#reading.shape === 'entries'
    const before = text.slice(0, isEntry ? Math.max(0, at - 1) : at)
    const where: Place = {
      ...place,
      pointer: isEntry ? pointer : place.pointer + pointer,
      offset: place.offset + Buffer.byteLength(before),
      line: place.line + (before.match(/\n/g)?.length ?? 0),
    }
    return isStructural && (isEntry || this.#reading.shape === 'items')
      ? this.#rest(where, message)
      : refused(where, message)
  }

  #rest(place: Place, reason: string): Refused {
    this.#isBroken = true
    const isList = this.#reading.shape === 'items' || this.#reading.shape === 'entries'
    return refused(place, isList ? `${reason} (from here on the file is refused as a whole)` : reason)
  }

  #tooLarge(): string {
    const remedy = this.#reading.shape === 'value' ? 'choose the shape "items" or "entries", or ' : ''
    return `it is longer than ${this.#reading.limit} bytes; ${remedy}raise recordBytes`
  }
}

const refused = (place: Place, reason: string, code: ErrorCode = 'invalid-value'): Refused => ({
  ...place,
  reason,
  code,
})
