import { expect, test } from 'vitest'
import { columnsInDetail } from '../src/engine/key-detail.ts'

test.each([
  ['Key (id)=(1) already exists.', ['id']],
  ['Key (a, b)=(x, y) already exists.', ['a', 'b']],
  ['Schlüssel »(a, b)=(x)=(y, (c)=(1))« existiert bereits.', ['a', 'b']],
  ['Key ("a, b", "c""d", "e)=(f")=(1, 2, 3) already exists.', ['a, b', 'c"d', 'e)=(f']],
  ['Key (lower(a))=(x) already exists.', undefined],
  ['Key (a, lower(b))=(x, y) already exists.', undefined],
  ['Key ((a || b))=((c)=(d)) already exists.', undefined],
  [undefined, undefined],
] as const)('columnsInDetail(%j) gives names and never a value', (detail, columns) => {
  expect(columnsInDetail(detail)).toEqual(columns)
})
