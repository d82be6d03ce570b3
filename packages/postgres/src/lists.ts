import { listWriter, type WriteList } from '@holdfast/core/builders'

/** A query builder's array as a parameter: the text of an array, whose type the server knows from its place. */
export const writeList: WriteList = listWriter({
  open: '{',
  close: '}',
  none: 'NULL',
  quotesJson: true,
  bytes: (bytes) => `\\x${Buffer.from(bytes).toString('hex')}`,
})
