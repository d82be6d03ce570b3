import { ListCutter, ofArray, ofObject } from './cut-list.ts'
import { cutLines } from './cut-lines.ts'
import { cutWhole } from './cut-whole.ts'
import { encodingOf } from './encoding.ts'
import type { Cutter } from './piece.ts'
import { PieceBuilder } from './piece-builder.ts'
import type { Shape } from './shape.ts'

/** What cuts a file that begins so, and how many of its bytes come before the first record. */
export const cutterFor = (
  shape: Shape,
  limit: number,
  start: Buffer,
): { readonly cutter: Cutter; readonly skip: number } => {
  const { skip, fault } = encodingOf(start)
  return { skip, cutter: fault === undefined ? cutterOf(shape, limit, skip) : cutFault(fault) }
}

const cutterOf = (shape: Shape, limit: number, offset: number): Cutter => {
  switch (shape) {
    case 'value':
      return cutWhole(limit, offset)
    case 'lines':
      return cutLines(limit, offset)
    case 'items':
      return new ListCutter(ofArray, limit, offset)
    case 'entries':
      return new ListCutter(ofObject, limit, offset)
  }
}

/** A file of which nothing can be read: its beginning is kept to show. */
const cutFault = (fault: string): Cutter => {
  const builder = new PieceBuilder(0, 0)
  return {
    push: (chunk) => {
      builder.add(chunk)
      return []
    },
    end: () => [builder.take(fault)],
  }
}
