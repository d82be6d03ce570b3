import type { DuplicateKeys } from '../json/parse-json.ts'
import { readBytes, type FileFacts } from './byte-reader.ts'
import { cutterFor } from './cutter-for.ts'
import type { Cutter } from './piece.ts'
import { PieceReader } from './piece-reader.ts'
import type { Read } from './record.ts'
import type { Shape } from './shape.ts'

export interface Reading {
  readonly shape: Shape
  readonly duplicateKeys: DuplicateKeys
  /** The most bytes of one record. */
  readonly limit: number
  readonly action: string
  readonly signal?: AbortSignal | undefined
}

/** The records of a file and what is none, in flat memory; returns what the file held. After a fault of the structure the rest is one refusal. */
export async function* readRecords(file: string, reading: Reading): AsyncGenerator<Read, FileFacts> {
  const bytes = readBytes(file, reading.action, reading.signal)
  let cutter: Cutter | undefined
  const reader = new PieceReader(reading)
  try {
    for (;;) {
      const { done, value } = await bytes.next()
      if (done === true) {
        cutter ??= cutterFor(reading.shape, reading.limit, Buffer.alloc(0)).cutter
        for (const piece of cutter.end()) yield* reader.read(piece)
        return value
      }
      let chunk = value
      if (cutter === undefined) {
        const begun = cutterFor(reading.shape, reading.limit, value)
        cutter = begun.cutter
        chunk = value.subarray(begun.skip)
      }
      for (const piece of cutter.push(chunk)) yield* reader.read(piece)
    }
  } finally {
    // Lets go of the file where the reader stops early.
    await bytes.return({ size: 0, hash: '' })
  }
}
