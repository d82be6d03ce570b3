import { listWriter, type WriteList } from '@holdfast/core/builders'

/** A query builder's array as a parameter: the text of a list, which the engine casts to the type of its place. */
export const writeList: WriteList = listWriter({
  open: '[',
  close: ']',
  none: 'null',
  quotesJson: false,
  bytes: (bytes) =>
    bytes.reduce((text, byte) => text + String.raw`\x` + byte.toString(16).padStart(2, '0'), ''),
})
