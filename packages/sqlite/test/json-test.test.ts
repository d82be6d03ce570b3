import { describe, expect, test } from 'vitest'
import type { Bound } from '@holdfast/core'
import { dialect } from '../src/dialect.ts'
import { connect, openDriver, rows } from './scratch.ts'

type Path = readonly (string | number)[]
type Scalar = string | number | boolean | null

const keys = [
  'a',
  'a.b',
  'a"b',
  "a'b",
  'a\\b',
  '\\',
  '\\u0061',
  '$',
  '$.a',
  '',
  ' ',
  '[0]',
  '0',
  '00',
  '-1',
  '#',
  '#-1',
  '*',
  '**',
  '?',
  '@',
  'a]',
  '/',
  'a/b',
  '~',
  '~1',
  '\n',
  '\u0001',
  'é',
  'e\u0301',
  '\u2028',
  '😀',
  '__proto__',
  'null',
  'strict',
  "'; drop table t; --",
  '%',
  '_',
  '?1',
  '$1',
  ':a',
]

const values = [
  1,
  0,
  -1,
  0.1,
  1e300,
  5e-324,
  -1.5,
  2 ** 53,
  2 ** 60,
  2 ** 70,
  '',
  'a',
  'A',
  'é',
  'null',
  'true',
  '1',
  '"',
  '\\',
  '😀',
  '\uffff',
  true,
  false,
  null,
  [],
  {},
  [1],
  ['a'],
  [[0]],
  { '0': 1 },
]

const documents: readonly unknown[] = [
  ...keys.map((key) => Object.fromEntries([[key, key]])),
  ...keys.map((key) => ({ outer: Object.fromEntries([[key, 7]]) })),
  ...values.map((value) => ({ a: value })),
  ...values.map((value) => [value, { a: [value] }]),
  ...values,
]

const paths: readonly Path[] = [
  ...keys.map((key) => [key]),
  ...keys.map((key) => ['outer', key]),
  [0],
  [1],
  ['0'],
  ['1'],
  [2147483647],
  ['a', 0],
  ['a', '0'],
  ['a', 0, 0],
  ['a', '0', 0],
  [1, 'a'],
  [1, 'a', 0],
  [1, 'a', '0'],
  ['1', 'a', 0],
  [0, 0],
  [0, '0'],
  ['missing'],
  ['a', 'missing'],
]

const tests: readonly { readonly sign: string; readonly value: Scalar }[] = [
  ...[
    1,
    0,
    0.1,
    1e300,
    5e-324,
    2 ** 53,
    2 ** 60,
    2 ** 70,
    -1.5,
    '',
    'a',
    'A',
    'é',
    'null',
    '1',
    '😀',
    '\uffff',
    '\\',
    true,
    false,
    null,
  ].map((value) => ({ sign: '=', value })),
  ...['>', '>=', '<', '<='].flatMap((sign) =>
    [0, 0.1, 1e300, 'a', 'é', ''].map((value) => ({ sign, value })),
  ),
]

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, segment) => {
    if (typeof inner !== 'object' || inner === null) return undefined
    if (Array.isArray(inner) !== (typeof segment === 'number')) return undefined
    return Object.hasOwn(inner, segment) ? (inner as Record<string | number, unknown>)[segment] : undefined
  }, value)

const holds = (found: unknown, { sign, value }: (typeof tests)[number]): boolean => {
  if (found === undefined || typeof found !== typeof value) return false
  if (typeof value === 'object' || typeof value === 'boolean') return found === value
  const order =
    typeof value === 'number'
      ? (found as number) - value
      : Buffer.compare(Buffer.from(found as string), Buffer.from(value))
  return { '=': order === 0, '>': order > 0, '>=': order >= 0, '<': order < 0, '<=': order <= 0 }[sign]!
}

describe('jsonTest()', () => {
  test('finds and compares what is at a path exactly, whatever the keys', async () => {
    const connection = await connect(await openDriver(':memory:'))
    const run = (text: string, values: readonly Bound[] = []): ReturnType<typeof rows> =>
      rows(connection, text, ...values)
    await run('create table t (id integer, j text) strict')
    const texts = documents.map((document) => JSON.stringify(document))
    const read = texts.map((text) => JSON.parse(text) as unknown)
    for (const [id, text] of texts.entries()) await run(`insert into t values (${id}, ?1)`, [text])
    const found = async (path: Path, one?: (typeof tests)[number]): Promise<number[]> => {
      const bound: Bound[] = []
      const condition = dialect.jsonTest('j', path, one, (value) => dialect.placeholder(bound.push(value)))
      const rows = await run(`select id from t where ${condition} order by id`, bound)
      return rows.map(([id]) => Number(id))
    }
    const expected = (path: Path, match: (found: unknown) => boolean): number[] =>
      read.flatMap((document, id) => (match(at(document, path)) ? [id] : []))
    for (const path of paths) {
      expect([path, await found(path)]).toEqual([path, expected(path, (value) => value !== undefined)])
    }
    for (const path of [['a'], [0], ['outer', '$'], [1, 'a', 0]]) {
      for (const one of tests) {
        const wanted = expected(path, (value) => holds(value, one))
        expect([path, one, await found(path, one)]).toEqual([path, one, wanted])
      }
    }
    for (const key of keys) {
      const one = { sign: '=', value: key }
      expect([key, await found([key], one)]).toEqual([key, expected([key], (value) => value === key)])
    }
  })

  test('compares numbers that plain SQL wrote as the doubles that they are read as', async () => {
    const connection = await connect(await openDriver(':memory:'))
    const run = (text: string, values: readonly Bound[] = []): ReturnType<typeof rows> =>
      rows(connection, text, ...values)
    await run('create table t (id integer, j text) strict')
    for (const text of [
      '[9007199254740993]',
      '[1.0]',
      '[1e0]',
      '[0.1000000000000000055511151231257827]',
      '[1e400]',
    ])
      await run(`insert into t values (0, ?1)`, [text])
    const count = async (value: number, sign = '='): Promise<number> => {
      const bound: Bound[] = []
      const condition = dialect.jsonTest('j', [0], { sign, value }, (one) =>
        dialect.placeholder(bound.push(one)),
      )
      return Number((await run(`select count(*) from t where ${condition}`, bound))[0]?.[0])
    }
    expect(await count(2 ** 53)).toBe(1)
    expect(await count(1)).toBe(2)
    expect(await count(0.1)).toBe(1)
    expect(await count(1e308, '>')).toBe(1)
  })
})
