import { defineTable, integer, json, sql } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { hostileKeys } from '../key-value/hostile-keys.ts'
import { compareJson, type JsonPlace } from './compare-json.ts'
import { jsonHolds, type JsonPath } from './json-holds.ts'

/** A document that holds the value at the path, and nothing else. */
const nested = (path: JsonPath, value: unknown): unknown =>
  path.reduceRight<unknown>(
    (inner, segment) =>
      typeof segment === 'number'
        ? [...Array.from({ length: segment }, () => 'before'), inner]
        : { [segment]: inner },
    value,
  )

const keys = [
  ...new Set([
    ...hostileKeys,
    '',
    '#',
    '#-1',
    '$',
    '$.a',
    '**',
    '-1',
    '0',
    '00',
    '1',
    '1.5',
    ':a',
    '?(@)',
    '?1',
    '@',
    'a"b',
    "a'b",
    'a/b',
    'a\\b',
    'a]',
    '\\u0061',
    '\n',
    '\u2028',
    'last',
    'strict',
    'true',
    '~',
    '~0',
    '~1',
  ]),
]

const numbers = [
  -1e300,
  -1.5,
  -1,
  0,
  5e-324,
  0.1,
  1,
  9,
  10,
  2 ** 53,
  2 ** 53 + 2,
  2 ** 60,
  2 ** 70,
  1e300,
  Number.MAX_VALUE,
]
const texts = [...hostileKeys, '', '1', '10', '9', '1e1', 'b', 'true', 'false', "' or 1=1 --", '\\u0061']
const containers = [[], {}, [1], ['a'], [[0]], { 0: 1 }, { a: 'a' }]
const values = [...numbers, ...texts, true, false, null, ...containers]

const paths: readonly JsonPath[] = [
  ['a'],
  ['outer', '$'],
  [0],
  ['0'],
  [1],
  ['a', 0],
  ['a', '0'],
  [1, 'a', 0],
  ['1', 'a', '0'],
]

/** Each key beside all others, each of which holds what the key itself must not be taken for. */
const keyPlaces: readonly JsonPlace[] = keys.flatMap((key) => {
  const others = Object.fromEntries(keys.filter((other) => other !== key).map((other) => [other, { a: 2 }]))
  const bodies = [1, 'a', true, null, [1], { [key]: 1 }].map((value) => ({ ...others, [key]: value }))
  const inner = bodies.slice(0, 2)
  return [
    { path: [key], bodies: [...bodies, others] },
    { path: [key, key], bodies: [...bodies, others] },
    { path: ['outer', key], bodies: [...inner.map((outer) => ({ outer })), ...inner, { outer: others }] },
  ]
})

// Of more digits than a double has, of other spellings, and beyond what it reaches.
const written = [
  '9007199254740993',
  '1.0',
  '1e0',
  '0.1000000000000000055511151231257827',
  '1e400',
  '-1e400',
  '1e-400',
  '1.7976931348623158e308',
  '3e-324',
  '2e-324',
  '-3e-324',
  '1.7976931348623159e308',
]

const ordered = [...numbers, ...texts.filter((_, index) => index % 5 === 0)]

export const recordsJsonEvaluated: readonly Rule[] = [
  rule({
    id: 'records.filter.json-hostile-keys',
    title:
      'a part of a JSON path is a name as it is: dots, quotes, $, brackets, % and the empty name find their own value',
    present: (context) =>
      compareJson(context, keyPlaces, [
        { exists: true },
        { exists: false },
        ...[1, 'a', true, null].flatMap((value) => [{ eq: value }, { ne: value }]),
        { gt: 0 },
        { lte: 'a' },
        { in: [1, null] },
      ]),
  }),
  rule({
    id: 'records.filter.json-values',
    title:
      'a JSON path compares numbers as doubles and text as bytes, whatever it looks like and wherever it is',
    present: async (context) => {
      const others = [...paths.map((path) => nested(path, 1)), ...paths.map((path) => nested(path, 'a'))]
      const places = paths.map((path) => ({
        path,
        bodies: [...values.map((value) => nested(path, value)), ...others, 1, 'a', true, [], {}, null],
      }))
      await compareJson(context, places, [
        { exists: true },
        ...[...numbers, ...texts, true, false, null].map((eq) => ({ eq })),
        ...ordered.flatMap((value) => [{ gt: value }, { gte: value }, { lt: value }, { lte: value }]),
        { ne: 1 },
        { ne: null },
        { in: [...numbers, ...texts] },
        { notIn: [...numbers, ...texts] },
      ])
    },
  }),
  rule({
    id: 'records.filter.json-written-by-sql',
    title: 'a JSON path compares a number that plain SQL wrote as the double that it is read as',
    needs: ['sql'],
    present: async (context) => {
      const name = context.name()
      const records = await context.records(
        defineTable(name, { id: integer().primaryKey(), body: json<unknown>() }),
      )
      const rows = written.map((text, id) => sql`(${id}, ${sql.raw(`'[${text}]'`)})`)
      await context.session.run(sql`insert into ${sql.identifier(name)} (id, body) values ${sql.join(rows)}`)
      for (const value of [...new Set(written.map(Number)), 1e308].filter(Number.isFinite)) {
        for (const condition of [{ eq: value }, { gt: value }, { lt: value }]) {
          const found = await records.list({ where: { body: { path: [0], ...condition } } })
          const wanted = written.filter((text) => jsonHolds(Number(text), condition))
          expect(
            found.map(({ id }) => written[id]),
            JSON.stringify(condition),
          ).toStrictEqual(wanted)
        }
      }
    },
  }),
]
