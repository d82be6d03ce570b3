import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor } from '../../src/door/cursor.ts'
import { encodeKey, encodePrefix, wholeRange } from '../../src/door/key.ts'

const whole = { range: wholeRange, reverse: false }
const text = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 20 })
  .filter((value) => !value.includes('\u0000'))

test('encodeCursor() is undone by decodeCursor(), and is safe in a URL', () => {
  fc.assert(
    fc.property(text, fc.boolean(), (key, reverse) => {
      const encoded = encodeKey(key, 'test')
      const cursor = encodeCursor(encoded, { ...whole, reverse })
      expect(decodeCursor(cursor, { ...whole, reverse }, 'list')).toBe(encoded)
      expect(encodeURIComponent(cursor)).toBe(cursor)
    }),
  )
})

test('decodeCursor() throws invalid-value for another selection, a changed cursor and a made-up one', () => {
  const invalid = expect.objectContaining({ code: 'invalid-value' })
  const cursor = encodeCursor('a1', whole)
  const prefix = encodePrefix('a', 'list')
  for (const selection of [
    { ...whole, reverse: true },
    { ...whole, range: prefix },
  ]) {
    expect(() => decodeCursor(cursor, selection, 'list')).toThrow(invalid)
  }
  for (const wrong of [
    '',
    'x',
    '%%%',
    '../..',
    `${cursor}x`,
    `${cursor}=`,
    cursor.slice(1),
    'A'.repeat(5_000),
  ]) {
    expect(() => decodeCursor(wrong, whole, 'list')).toThrow(invalid)
  }
  expect(() => decodeCursor(7, whole, 'list')).toThrow(TypeError)
})

test('decodeCursor() never lets a cursor reach a key that no store can hold', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
      expect(() => decodeCursor(Buffer.from(bytes).toString('base64url'), whole, 'list')).toThrow(
        'was not made by a listing',
      )
    }),
  )
})
