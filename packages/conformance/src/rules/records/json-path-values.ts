import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { documents } from './documents.ts'
import { hostileKeys } from '../key-value/hostile-keys.ts'

export const recordsJsonPathValues: readonly Rule[] = [
  rule({
    id: 'records.filter.json-hostile-keys',
    title:
      'a part of a JSON path is a name as it is: dots, quotes, $, brackets, % and the empty name find their own value',
    present: async (context) => {
      const keys = [
        '',
        '$',
        '$.a',
        'a.b',
        'a"b',
        "a'b",
        'a\\b',
        '[0]',
        '*',
        '**',
        '@',
        '#',
        '#-1',
        '0',
        '-1',
        '?(@)',
        ...hostileKeys,
      ]
      const all = [...new Set(keys)]
      const ids = await documents(context, [
        ...all.map((key) => ({ [`${key}x`]: 0, [key]: 'here' })),
        Object.fromEntries(all.map((key) => [`${key}y`, 'here'])),
        { a: { b: 'here' } },
      ])
      for (const [id, key] of all.entries()) {
        expect(await ids({ path: [key], eq: 'here' }), JSON.stringify(key)).toStrictEqual([id])
        expect(await ids({ path: [key, key], exists: true }), JSON.stringify(key)).toStrictEqual([])
      }
      expect(await ids({ path: ['a', 'b'], eq: 'here' })).toStrictEqual([all.length + 1])
    },
  }),
  rule({
    id: 'records.filter.json-values',
    title: 'a JSON path compares numbers as doubles and text as bytes, whatever it looks like',
    present: async (context) => {
      const numbers = [-1e300, -1, 0, 5e-324, 0.1, 9, 10, 2 ** 53, 2 ** 53 + 2, 1e300]
      const texts = [...hostileKeys, '10', '9', '1e1', "' or 1=1 --"]
      const ids = await documents(
        context,
        [...numbers, ...texts].map((v) => ({ v })),
      )
      for (const [id, value] of numbers.entries()) {
        expect(await ids({ path: ['v'], eq: value }), `${value}`).toStrictEqual([id])
        const below = [...numbers.keys()].slice(0, id)
        expect(await ids({ path: ['v'], lt: value }), `${value}`).toStrictEqual(below)
      }
      const bytes = (text: string): Buffer => Buffer.from(text)
      for (const [index, value] of texts.entries()) {
        expect(await ids({ path: ['v'], eq: value }), value).toStrictEqual([numbers.length + index])
        if (index % 6 !== 0) continue
        const above = texts.flatMap((other, at) =>
          Buffer.compare(bytes(other), bytes(value)) > 0 ? [numbers.length + at] : [],
        )
        expect(await ids({ path: ['v'], gt: value }), value).toStrictEqual(above)
      }
      const all = [...numbers.keys(), ...texts.map((_, index) => numbers.length + index)]
      expect(await ids({ path: ['v'], in: [...numbers, ...texts] })).toStrictEqual(all)
    },
  }),
]
