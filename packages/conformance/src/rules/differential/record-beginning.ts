import type { RecordOperation } from './record-operation.ts'
import type { TableName } from './record-tables.ts'

const insert = (on: TableName, as: 0 | 1, row: object): RecordOperation => ({ do: 'insert', on, as, row })

const remove = (on: TableName, as: 0 | 1, key: unknown): RecordOperation => ({
  do: 'delete',
  on,
  as,
  key,
  by: true,
})

/** Rows to begin with, for operations on empty tables say little. */
export const beginning: readonly RecordOperation[] = [
  insert('kinds', 0, { id: 1, code: 'x' }),
  insert('kinds', 0, { id: 2, n: null }),
  insert('users', 0, { id: 'a%', email: 'x', credits: 3 }),
  remove('users', 0, 'a%'),
  insert('users', 0, {
    id: 'a',
    email: 'x',
    kindId: 1,
    credits: 10,
    price: '10.00',
    at: new Date(0),
    flag: true,
    body: { a: 1 },
  }),
  insert('users', 0, {
    id: 'ab',
    kindId: 2,
    big: 2n ** 62n,
    price: '-0.01',
    day: '2024-02-29',
    level: 'b',
    body: ['x', 1.5],
  }),
  insert('users', 0, {
    id: '😀',
    email: 'y',
    credits: 0,
    flag: false,
    raw: Uint8Array.of(0),
    body: { a: null, '': 2 },
  }),
  insert('posts', 0, { userId: 'a', slot: 1, title: 'a%' }),
  insert('posts', 0, { userId: 'a', slot: 2, title: '', lang: 'de' }),
  insert('posts', 0, { userId: 'ab', slot: 1, title: '😀', lang: 'DE' }),
  ...([0, 1] as const).flatMap((as) => [
    insert('folders', as, { id: 3, name: 'x' }),
    remove('folders', as, 3),
    insert('folders', as, { id: 1, name: 'x' }),
    insert('folders', as, { id: 2, name: 'y' }),
    insert('notes', as, { id: 1, folderId: 1, kindId: 1, label: 'a_', n: 1 }),
    insert('notes', as, { id: 2, folderId: 2, label: '\uFFFF' }),
    insert('notes', as, { id: 3, folderId: 1, n: -1 }),
  ]),
]
