import type { Cutter } from './piece.ts'
import { PieceBuilder } from './piece-builder.ts'

/** The whole file as one piece. */
export const cutWhole = (limit: number, offset: number): Cutter => {
  const builder = new PieceBuilder(limit, offset)
  return {
    push: (chunk) => {
      builder.add(chunk)
      return []
    },
    end: () => [builder.isEmpty ? builder.take('the file is empty') : builder.take()],
  }
}
