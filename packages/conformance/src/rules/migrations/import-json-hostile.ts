import { once } from 'node:events'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { defineTable, text } from '@holdfast/core'
import { importFiles, importJson, into, writeExact } from '@holdfast/core/import-json'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { jsonFolder } from './import-json/json-folder.ts'
import { failedImport } from './import-json/outcome.ts'

export const importJsonHostile: readonly Rule[] = [
  rule({
    id: 'import-json.links',
    title: 'importJson() reads nothing outside the folder: links and sockets are told, never followed',
    present: async (context) => {
      const things = defineTable(context.name(), { id: text().primaryKey() })
      await context.tables([things])
      const folder = jsonFolder(context, { 'ada/s.json': '{"id":"a"}', 'ada/other.txt': '' })
      const { from, backupTo } = folder
      const outside = join(from, '..', 'outside')
      mkdirSync(outside)
      writeFileSync(join(outside, 's.json'), '{"id":"stolen"}')
      symlinkSync(outside, join(from, 'bob'))
      mkdirSync(join(from, 'eve'))
      symlinkSync(join(outside, 's.json'), join(from, 'eve', 's.json'))
      symlinkSync('nowhere', join(from, 'SingletonLock'))
      mkdirSync(join(from, 'pipe'))
      const socket = createServer().listen(join(from, 'pipe', 's.json'))
      context.after(() => socket.close())
      await once(socket, 'listening')
      const options = { name: context.name(), from, backupTo, files: { '*/s.json': into(things) } }
      const report = await failedImport(context.db, options)
      expect(report.problems.map(({ path, kind }) => `${path} ${kind}`)).toStrictEqual([
        'bob unreadable',
        'eve/s.json unreadable',
        'pipe/s.json unreadable',
      ])
      expect(report.passedOver).toMatchObject([{ path: 'SingletonLock' }])
      expect((await context.db.records(things).list()).map(({ id }) => id)).toStrictEqual(['a'])
      expect(Object.keys(folder.files('backupTo'))).toStrictEqual([
        'files/ada/other.txt',
        'files/ada/s.json',
        'manifest.jsonl',
      ])
      const wider = { ...options, name: context.name(), files: { 'x/**/s.json': into(things) } }
      expect(await importJson(context.db, wider)).toMatchObject({ isComplete: true, rows: 0 })
    },
  }),
  rule({
    id: 'import-json.names',
    title: 'file names with line breaks, quotes, dots, wildcards and long paths are names like others',
    present: async (context) => {
      const things = defineTable(context.name(), { path: text().primaryKey(), body: text() })
      await context.tables([things])
      const paths = [
        'a\nb/c.json',
        '..hidden/x.json',
        '*/[a].json',
        'per%cent/"quote\'.json',
        'Case/x.json',
        'case/x.json',
        '__proto__/constructor.json',
        'café/x.json',
        'cafe\u0301/x.json',
        '\u{1f600}/😀.json',
        `${`${'d'.repeat(200)}/`.repeat(8)}x.json`,
      ]
      const folder = jsonFolder(
        context,
        Object.fromEntries(paths.map((path) => [path, '{"__proto__":{"a":1}}'])),
      )
      const { db } = context
      const mapping = into(things, {
        rows: (value, { path }) => ({ path, body: writeExact(value) }),
        back: (rows) => JSON.parse(rows[0]!.body) as unknown,
      })
      const { from, backupTo } = folder
      const options = { name: context.name(), from, backupTo, files: { '**/*.json': mapping } }
      const report = await importJson(db, options)
      expect(report.files).toMatchObject({ imported: paths.length, unmatched: 0 })
      expect(report.collisions.map((group) => [...group].sort())).toStrictEqual([
        ['Case/x.json', 'case/x.json'],
        ['cafe\u0301/x.json', 'café/x.json'],
      ])
      const rows = await db.records(things).list()
      expect(rows.map(({ path }) => path).sort()).toStrictEqual([...paths].sort())
      expect(new Set(rows.map(({ body }) => body))).toStrictEqual(new Set(['{"__proto__":{"a":1}}']))
      const ledger = await db.records(importFiles).list({ where: { name: options.name }, select: ['path'] })
      expect(ledger.map(({ path }) => path).sort()).toStrictEqual([...paths].sort())
      expect(({} as { a?: number }).a).toBeUndefined()
    },
  }),
  rule({
    id: 'import-json.misuse',
    title:
      'importJson() refuses wrong options and patterns that lead out of the folder with TypeError, before it reads',
    present: async (context) => {
      const things = defineTable(context.name(), { id: text().primaryKey() })
      const good = {
        name: 'x',
        from: '/nowhere',
        backupTo: false,
        files: { '*.json': into(things) },
      } as const
      const wrong: readonly object[] = [
        { ...good, files: {} },
        { ...good, files: { '../*.json': into(things) } },
        { ...good, files: { '/etc/*.json': into(things) } },
        { ...good, from: '' },
        { ...good, backupTo: undefined },
        { ...good, onReject: 'skip' },
        { ...good, onChange: 'import' },
        { ...good, typo: 1 },
        { ...good, name: '' },
        { ...good, archiveTo: '/x', files: { '*': into(things, { rows: () => [], back: false }) } },
      ]
      for (const options of wrong) {
        await expect(importJson(context.db, options as never), JSON.stringify(options)).rejects.toThrow(
          TypeError,
        )
      }
      expect(() => into(things, { ignore: ['cachedAt'] })).toThrow(TypeError)
      expect(() => into(things, { rows: () => [] } as never)).toThrow(TypeError)
    },
  }),
]
