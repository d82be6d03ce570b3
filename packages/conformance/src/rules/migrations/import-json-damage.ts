import { defineTable, integer, text } from '@holdfast/core'
import { importJson, importRejects, into } from '@holdfast/core/import-json'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { jsonFolder } from './import-json/json-folder.ts'

const utf16 = Buffer.from('{"id":"x","n":1}', 'utf16le')

/** What a damaged file must come to: the records before the damage, and where and why the rest was refused. */
const damaged: readonly (readonly [
  path: string,
  content: string | Uint8Array,
  ids: string,
  offset: number,
  line: number,
  reason: RegExp,
])[] = [
  ['a.items', '[{"id":"a","n":1},\n{"id":"b"', 'a', 19, 2, /cut off/],
  ['b.items', '[{"id":"c","n":1},]', 'c', 18, 1, /comma stands before the end/],
  ['c.items', '[{"id":"d","n":1},\n// no\n{"id":"e","n":1}]', 'd', 19, 2, /comments/],
  ['d.items', '[{"id":"f","n":1}] []', 'f', 19, 1, /something stands behind/],
  ['e.items', '[{"id":"g","n":1}}, {"id":"h","n":1}]', '', 1, 1, /bracket/],
  ['f.items', '{"id":"i","n":1}', '', 0, 1, /not an array/],
  ['g.items', '[{"id":"j","n":1},{"id":"k","n":NaN},{"id":"l","n":1}]', 'j', 32, 1, /NaN/],
  ['h.json', '', '', 0, 1, /empty/],
  ['i.json', ' \n', '', 2, 2, /empty/],
  ['j.json', '{"id":"m","n":1,}', '', 16, 1, /comma too many/],
  ['k.json', utf16, '', 0, 1, /UTF-16/],
  ['l.json', Buffer.concat([Buffer.of(0xff, 0xfe), utf16]), '', 0, 1, /UTF-16/],
  ['m.json', Buffer.alloc(100), '', 0, 1, /NUL/],
  [
    'n.json',
    Buffer.from([...Buffer.from('{"id":"'), 0xff, ...Buffer.from('","n":1}')]),
    '',
    0,
    1,
    /not UTF-8/,
  ],
  ['o.json', "{'id':'x'}", '', 1, 1, /double quotes/],
  ['p.json', `${'['.repeat(600)}${']'.repeat(600)}`, '', 501, 1, /nested/],
  ['q.json', '{"id":"\n"}', '', 7, 1, /control character/],
  ['r.json', '{"id":"a\\x"}', '', 6, 1, /escape/],
  ['s.json', '{"id":"x","n":01}', '', 15, 1, /missing/],
  ['t.json', `"${'x'.repeat(2_000)}"`, '', 0, 1, /longer than 1500 bytes/],
]

export const importJsonDamage: readonly Rule[] = [
  rule({
    id: 'import-json.damaged',
    title:
      'a damaged file is refused from the damage on, with byte offset, line and remedy, and never read as something else',
    present: async (context) => {
      const things = defineTable(context.name(), { id: text().primaryKey(), n: integer() })
      await context.tables([things])
      const folder = jsonFolder(
        context,
        Object.fromEntries(damaged.map(([path, content]) => [path, content])),
      )
      const { db } = context
      const { from, backupTo } = folder
      const name = context.name()
      const report = await importJson(db, {
        name,
        from,
        backupTo,
        files: { '*.items': into(things, { shape: 'items' }), '*': into(things) },
        onReject: 'keep',
        recordBytes: 1_500,
      })
      expect(report).toMatchObject({ isComplete: true, rejected: damaged.length })
      const ids = (await db.records(things).list()).map(({ id }) => id)
      expect(ids).toStrictEqual(damaged.map(([, , id]) => id).filter((id) => id !== ''))
      const kept = await db.records(importRejects).list({ where: { name }, orderBy: ['path'] })
      expect(kept.map(({ path, offset, line }) => [path, offset, line])).toStrictEqual(
        damaged.map(([path, , , offset, line]) => [path, offset, line]),
      )
      for (const [index, [path, , , , , reason]] of damaged.entries()) {
        expect(`${path}: ${kept[index]!.reason}`).toMatch(reason)
      }
    },
  }),
  rule({
    id: 'import-json.duplicate-keys',
    title: 'a key that occurs twice makes a reject, or the last one is taken and the report says where',
    present: async (context) => {
      const things = defineTable(context.name(), { id: text().primaryKey(), n: integer() })
      await context.tables([things])
      const folder = jsonFolder(context, { 'a.jsonl': '{"id":"a","n":1,"n":2}\n{"id":"b","n":1}\n' })
      const { from, backupTo } = folder
      const options = {
        name: context.name(),
        from,
        backupTo,
        files: { '*': into(things) },
        duplicateKeys: 'last',
      } as const
      const report = await importJson(context.db, options)
      expect(report.duplicateKeys).toStrictEqual({ 'a.jsonl': ['/0/n'] })
      expect(await context.db.records(things).list()).toStrictEqual([
        { id: 'a', n: 2 },
        { id: 'b', n: 1 },
      ])
    },
  }),
  rule({
    id: 'import-json.enormous',
    title:
      'hundreds of thousands of repeated keys, and a number with an exponent of many digits, cost no more than their record',
    present: async (context) => {
      const things = defineTable(context.name(), { id: text().primaryKey(), n: integer() })
      await context.tables([things])
      const exponent = '9'.repeat(2_000_000)
      const folder = jsonFolder(context, {
        'a.json': `{"id":"a"${',"n":1'.repeat(300_000)}}`,
        'b.json': `{"id":"b","n":1e${exponent}}`,
        'c.json': `{"id":"c","n":1e-${exponent}}`,
        'd.json': `"${'x'.repeat(4_000_000)}"`,
      })
      const { from, backupTo } = folder
      const name = context.name()
      const files = { '*': into(things) }
      const report = await importJson(context.db, {
        name,
        from,
        backupTo,
        files,
        duplicateKeys: 'last',
        onReject: 'keep',
        recordBytes: 3_000_000,
      })
      expect(report).toMatchObject({ records: 1, rejected: 3 })
      expect(report.duplicateKeys['a.json']!.length).toBeLessThan(100)
      const kept = await context.db.records(importRejects).list({ where: { name }, orderBy: ['path'] })
      expect(kept.map(({ path, raw, rawSize }) => [path, raw.length, rawSize])).toStrictEqual([
        ['b.json', 65_536, 2_000_017],
        ['c.json', 65_536, 2_000_018],
        ['d.json', 65_536, 4_000_002],
      ])
      for (const { reason } of kept.slice(0, 2)) expect(reason).toMatch(/exponent/)
    },
  }),
]
