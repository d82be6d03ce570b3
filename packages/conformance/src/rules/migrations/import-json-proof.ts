import { defineTable, text } from '@holdfast/core'
import { importFiles, importJson, into, isImported, parseExact, writeExact } from '@holdfast/core/import-json'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { jsonFolder } from './import-json/json-folder.ts'
import { failedImport } from './import-json/outcome.ts'
import { intoSettings, settingsTable, thingsTable } from './import-json/tables.ts'

export const importJsonProof: readonly Rule[] = [
  rule({
    id: 'import-json.proof',
    title:
      'a file whose records do not come back from their rows is told by pointer, and nothing of it is in the tables',
    present: async (context) => {
      const settings = settingsTable(context.name())
      await context.tables([settings])
      const folder = jsonFolder(context, {
        'ada/settings.json': '{"theme":"dark","zoom":1,"cachedAt":7,"window":{"x":1,"y":2}}',
        'bob/settings.json': '{"theme":"dark","zoom":1}',
      })
      const { db } = context
      const mapping = intoSettings(settings)
      const options = {
        name: context.name(),
        from: folder.from,
        backupTo: folder.backupTo,
        files: { '*/settings.json': mapping },
      }
      const report = await failedImport(db, options)
      expect(report.files).toMatchObject({ imported: 1, failed: 1 })
      expect(report.problems).toMatchObject([
        { path: 'ada/settings.json', kind: 'not-reproduced', pointers: ['/cachedAt', '/window'] },
      ])
      expect(await db.records(settings).list()).toStrictEqual([{ profile: 'bob', theme: 'dark', zoom: 1 }])
      expect(await isImported(db, options.name)).toBe(false)
      expect(
        await db
          .records(importFiles)
          .find({ name: options.name, state: 'failed' }, { select: ['path', 'rows'] }),
      ).toStrictEqual({ path: 'ada/settings.json', rows: 0 })
      const accepted = { ...mapping, options: { ignore: ['/cachedAt', '/window/*'] } }
      expect(
        (await failedImport(db, { ...options, files: { '*/settings.json': accepted } })).problems,
      ).toMatchObject([{ pointers: ['/window'] }])
      const all = { ...mapping, options: { ignore: ['/cachedAt', '/window'] } }
      await importJson(db, { ...options, files: { '*/settings.json': all } })
      expect(await isImported(db, options.name)).toBe(true)
    },
  }),
  rule({
    id: 'import-json.exact',
    title:
      'importJson() keeps numbers beyond 2^53, their exact digits, −0, lone surrogates and texts of any normal form',
    present: async (context) => {
      const documents = defineTable(context.name(), { path: text().primaryKey(), body: text() })
      await context.tables([documents])
      const values = [
        '{"n":12345678901234567890,"m":-9007199254740993}',
        '[0.1,1.10,1e2,1E400,-0,-0.0,0e5,3.14159265358979323846264338327950288,1e-7]',
        '"\\ud800 \\u0000 caf\u00e9 cafe\u0301 \u2028"',
        '{"__proto__":{"x":1},"constructor":null,"":0,"10":1,"9":2}',
        '{"a":{"b":[{"c":[[[]]]}]}}',
      ]
      const folder = jsonFolder(
        context,
        Object.fromEntries(values.map((value, index) => [`${index}.json`, value])),
      )
      const { db } = context
      const mapping = into(documents, {
        rows: (value, { path }) => ({ path, body: writeExact(value) }),
        back: (rows) => parseExact(rows[0]!.body),
      })
      const options = {
        name: context.name(),
        from: folder.from,
        backupTo: folder.backupTo,
        files: { '*.json': mapping },
      }
      expect(await importJson(db, options)).toMatchObject({ isComplete: true, rows: values.length })
      const bodies = await db.records(documents).list({ orderBy: ['path'] })
      expect(bodies[0]!.body).toBe('{"n":12345678901234567890,"m":-9007199254740993}')
      expect(bodies[1]!.body).toBe('[0.1,1.1,100,1E400,-0,-0,0,3.14159265358979323846264338327950288,1e-7]')
      expect(JSON.parse(bodies[2]!.body)).toBe('\ud800 \u0000 caf\u00e9 cafe\u0301 \u2028')
      const lossy = into(documents, {
        rows: (value, { path }) => ({ path, body: writeExact(value) }),
        back: (rows) => JSON.parse(rows[0]!.body) as unknown,
      })
      folder.write('lossy.json', '[1.5,12345678901234567890,{"a":3.14159265358979323846264338327950288}]')
      const again = { ...options, files: { 'lossy.json': lossy } }
      expect((await failedImport(db, again)).problems).toMatchObject([
        { path: 'lossy.json', kind: 'not-reproduced', pointers: ['/1', '/2/a'] },
      ])
    },
  }),
  rule({
    id: 'import-json.default-mapping',
    title:
      'without "rows" and "back" the properties are the columns, and a record that would not come back fails its file',
    present: async (context) => {
      const things = thingsTable(context.name())
      await context.tables([things])
      const whole =
        '"label":"x","count":1.0,"big":9007199254740993,"share":1e-3,"price":0.1,"more":{"a":null}'
      const folder = jsonFolder(context, {
        'a.jsonl': `{"id":"1",${whole}}\n`,
        'b.jsonl': '{"id":"2","label":"y"}\n',
        'c.jsonl': `{"id":"3",${whole},"other":1}\n`,
      })
      const { db } = context
      const options = {
        name: context.name(),
        from: folder.from,
        backupTo: folder.backupTo,
        files: { '*.jsonl': into(things) },
      }
      const { problems } = await failedImport(db, options)
      expect(problems).toMatchObject([
        { path: 'b.jsonl', kind: 'not-reproduced' },
        { path: 'c.jsonl', kind: 'rejects' },
      ])
      expect(problems[0]!.pointers).toStrictEqual(['/0/count', '/0/big', '/0/share', '/0/price', '/0/more'])
      expect(problems[1]!.reason).toContain('no column "other"')
      expect(await db.records(things).list()).toMatchObject([
        { id: '1', big: 9007199254740993n, price: '0.100000' },
      ])
      const absent = { ...options, files: { 'b.jsonl': into(things, { absent: 'null' }) } }
      expect(await importJson(db, absent)).toMatchObject({ files: { imported: 1 } })
    },
  }),
]
