import { describe, expect, test } from 'vitest'
import { cutterFor } from '../../src/import-json/reading/cutter-for.ts'
import type { Piece } from '../../src/import-json/reading/piece.ts'
import { shapes, type Shape } from '../../src/import-json/reading/shape.ts'

const cut = (shape: Shape, content: string, chunkBytes: number, limit = 1_000): readonly object[] => {
  const bytes = Buffer.from(content)
  const { cutter, skip } = cutterFor(shape, limit, bytes)
  const pieces: Piece[] = []
  for (let at = skip; at < bytes.length; at += chunkBytes)
    pieces.push(...cutter.push(bytes.subarray(at, at + chunkBytes)))
  pieces.push(...cutter.end())
  return pieces.map(({ bytes: held, offset, line, isTooLarge, fault }) => ({
    text: held.toString(),
    offset,
    line,
    isTooLarge,
    fault,
  }))
}

const contents = [
  '[{"a":"]}\\"\\\\"},\n [1,[2]] , "x,\\\\", 5 ]\n',
  '{"k,\\"}":{"a":[1]},\r\n "l" : "\\u00e9é😀" }',
  '[1,2',
  '[]',
  '[1,,2]',
  '[1] x',
  '{}',
  '\ufeff{"a":1}\n\n{"b":2}',
  '\n\n  ',
  '"é"\n"\u2028"\r\n',
]

describe('cutterFor()', () => {
  test.each(shapes)('%s: cuts a file the same wherever its chunks end', (shape) => {
    for (const content of contents) {
      const whole = cut(shape, content, 10_000)
      for (const chunkBytes of [1, 2, 3, 7]) expect(cut(shape, content, chunkBytes)).toStrictEqual(whole)
    }
  })

  test('says where each piece is, in bytes and lines, without the blanks around it', () => {
    expect(cut('items', '\ufeff[ "é",\n\n 2 ]', 4)).toStrictEqual([
      { text: '"é"', offset: 5, line: 1, isTooLarge: false, fault: undefined },
      { text: '2', offset: 13, line: 3, isTooLarge: false, fault: undefined },
    ])
    expect(cut('lines', 'a\r\n\n b', 2)).toStrictEqual([
      { text: 'a', offset: 0, line: 1, isTooLarge: false, fault: undefined },
      { text: 'b', offset: 5, line: 3, isTooLarge: false, fault: undefined },
    ])
  })

  test('goes on behind a piece that is too large, of which it keeps the beginning', () => {
    const pieces = cut('items', `[1,"${'x'.repeat(200_000)}",3]`, 1_000)
    expect(pieces).toMatchObject([
      { text: '1' },
      { isTooLarge: true, offset: 3 },
      { text: '3', offset: 200_006 },
    ])
    expect((pieces[1] as { text: string }).text).toHaveLength(64 * 1024)
  })
})
