import type { TableName } from './record-tables.ts'

/** A column as the generator of operations sees it. */
export interface ModelColumn {
  readonly name: string
  /** Few values, so that rows meet. */
  readonly values: readonly unknown[]
  readonly isNullable?: true
  /** A new row must bring it. */
  readonly isNeeded?: true
  readonly isKey?: true
  readonly isJson?: true
  readonly isText?: true
  /** Values that a check refuses. */
  readonly refused?: readonly unknown[]
  /** What may be added. */
  readonly steps?: readonly unknown[]
}

const labels = ['', 'a', 'a%', 'a_', 'ab', 'A', '\uFFFF', '😀'] as const
const codes = ['x', 'y', 'X'] as const
const small = [0, 1, 2, -1] as const
const nullable = { isNullable: true } as const

const note = {
  name: 'n',
  values: [...small, 2 ** 53 - 1],
  steps: [1, -3, 2, 2 ** 53 - 1],
  ...nullable,
} as const

export const modelColumns: Readonly<Record<TableName, readonly ModelColumn[]>> = {
  kinds: [
    { name: 'id', values: [1, 2, 3], isKey: true, isNeeded: true },
    { name: 'code', values: codes, isText: true, ...nullable },
    note,
  ],
  users: [
    { name: 'id', values: ['a', 'a%', 'ab', '😀'], isKey: true, isNeeded: true, isText: true },
    { name: 'email', values: codes, isText: true, ...nullable },
    { name: 'kindId', values: [1, 1, 2, 2, 3], ...nullable },
    { name: 'credits', values: [0, 1, 2, 3, 10, 20], refused: [-1], steps: [1, -2, -1, 5, 2 ** 53 - 1] },
    {
      name: 'big',
      values: [0n, 2n ** 62n, -(2n ** 63n), 2n ** 63n - 1n],
      steps: [1n, -1n, -(2n ** 62n)],
      ...nullable,
    },
    {
      name: 'price',
      values: ['0.00', '-0.01', '10.00', '9.99', '9999.99'],
      steps: ['0.01', '-1', '-10', '9000'],
      ...nullable,
    },
    { name: 'at', values: [-1, 0, 1, 1_000].map((time) => new Date(time)), ...nullable },
    { name: 'day', values: ['0001-01-01', '2024-02-29', '9999-12-31'], ...nullable },
    { name: 'flag', values: [true, false], ...nullable },
    { name: 'level', values: ['a', 'b', 'C'], isText: true, ...nullable },
    { name: 'raw', values: [[], [0], [255, 1]].map((part) => Uint8Array.from(part)), ...nullable },
    {
      name: 'body',
      values: [
        1,
        '1',
        { a: 1 },
        { a: null, '': 2 },
        { a: { b: 'x' } },
        ['x', 1.5],
        { 'a.b': true, '"': 'a%' },
      ],
      isJson: true,
      ...nullable,
    },
  ],
  posts: [
    { name: 'userId', values: ['a', 'a%', 'ab', '😀'], isKey: true, isNeeded: true, isText: true },
    { name: 'slot', values: [1, 2], isKey: true, isNeeded: true },
    { name: 'lang', values: ['de', 'DE'], isText: true, ...nullable },
    { name: 'title', values: labels, isNeeded: true, isText: true },
  ],
  folders: [
    { name: 'id', values: [1, 2, 3], isKey: true, isNeeded: true },
    { name: 'name', values: codes, isNeeded: true, isText: true },
  ],
  notes: [
    { name: 'id', values: [1, 2, 3, 4], isKey: true, isNeeded: true },
    { name: 'folderId', values: [1, 2, 3], ...nullable },
    { name: 'kindId', values: [1, 2], ...nullable },
    { name: 'label', values: labels, isText: true, ...nullable },
    note,
  ],
}

/** What else a table has, for the generator. */
export const modelTraits: Readonly<
  Record<
    TableName,
    {
      readonly isSoft?: true
      readonly hasVersion?: true
      readonly isTenants?: true
      /** Besides the key, what an upsert may go by. */
      readonly on: readonly (readonly string[])[]
    }
  >
> = {
  kinds: { on: [['code']] },
  users: { isSoft: true, hasVersion: true, on: [['email']] },
  posts: {
    on: [
      ['title', 'lang'],
      ['lang', 'title'],
    ],
  },
  folders: { isSoft: true, isTenants: true, on: [['name']] },
  notes: { hasVersion: true, isTenants: true, on: [] },
}
