import { defineTable, integer, text } from '@holdfast/core'
import { importFiles, importJson, importRejects, into, isImported } from '@holdfast/core/import-json'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { jsonFolder } from './import-json/json-folder.ts'
import { failedImport } from './import-json/outcome.ts'

const textOf = (raw: Uint8Array): string => Buffer.from(raw).toString()

export const importJsonRejects: readonly Rule[] = [
  rule({
    id: 'import-json.rejects',
    title: 'a record that cannot become a row fails its file, or is kept aside with place, reason and bytes',
    present: async (context) => {
      const things = defineTable(
        context.name(),
        { id: text().primaryKey(), n: integer() },
        { check: { positive: { n: { gte: 0 } } } },
      )
      await context.tables([things])
      const lines = [
        '{"id":"a","n":1}',
        '{"id":"b","n":1.5}',
        '{"id":"c","n":"x"}',
        '{"id":"d"}',
        '{"id":"e","n":-1}',
        '{"id":"f","n":1,"n":2}',
        '[]',
        '{"id":"g","n":2',
        '{"id":"h\\ud800","n":2}',
        '{"id":"i","n":3}',
      ]
      const folder = jsonFolder(context, { 'things.jsonl': `${lines.join('\n')}\n` })
      const { db } = context
      const { from, backupTo } = folder
      const options = { name: context.name(), from, backupTo, files: { '*.jsonl': into(things) } }
      const { problems } = await failedImport(db, options)
      expect(problems).toMatchObject([{ path: 'things.jsonl', kind: 'rejects' }])
      expect(problems[0]!.pointers).toHaveLength(8)
      expect(await db.records(things).count()).toBe(0)
      const rejects = db.records(importRejects)
      expect(await rejects.count({ name: options.name })).toBe(8)
      const report = await importJson(db, { ...options, onReject: 'keep' })
      expect(report).toMatchObject({ isComplete: true, records: 2, rows: 2, rejected: 8 })
      expect((await db.records(things).list()).map(({ id }) => id)).toStrictEqual(['a', 'i'])
      const kept = await rejects.list({ where: { name: options.name }, orderBy: ['record'] })
      expect(kept.map(({ record }) => record)).toStrictEqual([1, 2, 3, 4, 5, 6, 7, 8])
      expect(kept.map(({ line }) => line)).toStrictEqual([2, 3, 4, 5, 6, 7, 8, 9])
      expect(kept.map(({ raw }) => textOf(raw))).toStrictEqual(lines.slice(1, 9))
      expect(kept.map(({ code }) => code)).toStrictEqual([
        'invalid-value',
        'invalid-value',
        'not-null',
        'check',
        'invalid-value',
        'invalid-value',
        'invalid-value',
        'invalid-value',
      ])
      expect(kept[4]).toMatchObject({ pointer: '/5/n' })
      expect(kept[6]!.reason).toContain('cut off')
    },
  }),
  rule({
    id: 'import-json.refused-by-engine',
    title: 'records that only the database can refuse are kept aside one by one, and all others imported',
    present: async (context) => {
      const parents = defineTable(context.name(), { id: text().primaryKey() })
      const children = defineTable(context.name(), {
        id: text().primaryKey(),
        code: text().unique(),
        parent: text().references(() => parents.id),
      })
      await context.tables([parents, children])
      const child = (id: string, code: string, parent: string): string =>
        `${JSON.stringify({ id, code, parent })}\n`
      const folder = jsonFolder(context, {
        'p.jsonl': '{"id":"p"}\n',
        'c1.jsonl': child('1', 'a', 'p') + child('2', 'a', 'p') + child('1', 'b', 'p') + child('3', 'c', 'p'),
        'c2.jsonl':
          child('4', 'd', 'nobody') + child('3', 'e', 'p') + child('5', 'f', 'p') + child('6', 'c', 'p'),
      })
      const { db } = context
      const { from, backupTo } = folder
      const options = {
        name: context.name(),
        from,
        backupTo,
        files: { 'p.jsonl': into(parents), 'c*.jsonl': into(children) },
        onReject: 'keep',
      } as const
      expect(await importJson(db, options)).toMatchObject({ records: 4, rejected: 5 })
      expect((await db.records(children).list()).map(({ id }) => id)).toStrictEqual(['1', '3', '5'])
      const kept = await db
        .records(importRejects)
        .list({ where: { name: options.name }, orderBy: ['path', 'record'] })
      expect(kept.map(({ path, record, code }) => `${path} ${record} ${code}`)).toStrictEqual([
        'c1.jsonl 1 duplicate',
        'c1.jsonl 2 duplicate',
        'c2.jsonl 0 foreign-key',
        'c2.jsonl 1 duplicate',
        'c2.jsonl 3 duplicate',
      ])
      expect(await isImported(db, options.name)).toBe(true)
    },
  }),
  rule({
    id: 'import-json.refused-fails',
    title:
      'where a reject fails its file, one refused by the database leaves nothing of the file in the tables',
    present: async (context) => {
      const things = defineTable(context.name(), { id: text().primaryKey() })
      await context.tables([things])
      const folder = jsonFolder(context, { '1.jsonl': '{"id":"a"}\n', '2.jsonl': '{"id":"b"}\n{"id":"a"}\n' })
      const { db } = context
      const { from, backupTo } = folder
      const options = { name: context.name(), from, backupTo, files: { '*.jsonl': into(things) } }
      expect((await failedImport(db, options)).problems).toMatchObject([{ path: '2.jsonl', kind: 'rejects' }])
      expect((await db.records(things).list()).map(({ id }) => id)).toStrictEqual(['a'])
      const ledger = await db.records(importFiles).list({ where: { name: options.name }, orderBy: ['path'] })
      expect(ledger.map(({ state, records, rejected }) => [state, records, rejected])).toStrictEqual([
        ['imported', 1, 0],
        ['failed', 0, 1],
      ])
      folder.remove('2.jsonl')
      expect(await importJson(db, options)).toMatchObject({ isComplete: true, gone: ['2.jsonl'] })
    },
  }),
]
