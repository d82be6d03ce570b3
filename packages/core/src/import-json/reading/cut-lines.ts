import type { Cutter, Piece } from './piece.ts'
import { PieceBuilder } from './piece-builder.ts'

const newline = 0x0a

/** One piece a line; blank lines are none. */
export const cutLines = (limit: number, offset: number): Cutter => {
  const builder = new PieceBuilder(limit, offset)
  return {
    push: (chunk) => {
      const pieces: Piece[] = []
      let start = 0
      for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, start)) {
        builder.add(chunk.subarray(start, at))
        if (!builder.isEmpty) pieces.push(builder.take())
        builder.skip(newline)
        start = at + 1
      }
      builder.add(chunk.subarray(start))
      return pieces
    },
    end: () => (builder.isEmpty ? [] : [builder.take()]),
  }
}
