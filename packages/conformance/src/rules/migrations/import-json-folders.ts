import { importFiles, importJson, into, isImported, type ImportProgress } from '@holdfast/core/import-json'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { jsonFolder } from './import-json/json-folder.ts'
import { failedImport } from './import-json/outcome.ts'
import { intoSettings, settingsTable, thingsTable } from './import-json/tables.ts'

const dark = '{"theme":"dark","zoom":1.25}'

export const importJsonFolders: readonly Rule[] = [
  rule({
    id: 'import-json.folder',
    title:
      'importJson() brings a folder of JSON files into tables, with a ledger row a file, and isImported() says so',
    present: async (context) => {
      const [settings, things] = [settingsTable(context.name()), thingsTable(context.name())]
      await context.tables([settings, things])
      const folder = jsonFolder(context, {
        'ada/settings.json': dark,
        'bob/settings.json': '{ "zoom": 2, "theme": "light" }\n',
        'ada/things.jsonl':
          '{"id":"a","label":"one","count":1,"big":2,"share":0.5,"price":1.25,"more":[1]}\n',
        'notes.txt': 'not JSON',
      })
      const { db } = context
      const name = context.name()
      const steps: ImportProgress[] = []
      const options = {
        name,
        from: folder.from,
        backupTo: folder.backupTo,
        files: { '*/settings.json': intoSettings(settings), '*/things.jsonl': into(things) },
        onProgress: (step: ImportProgress) => steps.push(step),
      }
      expect(await isImported(db, name)).toBe(false)
      expect(await importJson(db, options)).toMatchObject({
        isComplete: true,
        files: { found: 4, imported: 3, unchanged: 0, failed: 0, unmatched: 1, archived: 0 },
        records: 3,
        rows: 3,
        rejected: 0,
        patterns: { '*/settings.json': 2, '*/things.jsonl': 1 },
        unmatched: ['notes.txt'],
      })
      expect(await isImported(db, name)).toBe(true)
      expect(await db.records(settings).list()).toStrictEqual([
        { profile: 'ada', theme: 'dark', zoom: 1.25 },
        { profile: 'bob', theme: 'light', zoom: 2 },
      ])
      expect(await db.records(things).list()).toStrictEqual([
        { id: 'a', label: 'one', count: 1, big: 2n, share: 0.5, price: '1.250000', more: [1] },
      ])
      const ledger = await db.records(importFiles).list({ where: { name }, orderBy: ['path'] })
      expect(
        ledger.map(({ path, state, records, rows, rejected }) => [path, state, records, rows, rejected]),
      ).toEqual([
        ['ada/settings.json', 'imported', 1, 1, 0],
        ['ada/things.jsonl', 'imported', 1, 1, 0],
        ['bob/settings.json', 'imported', 1, 1, 0],
      ])
      expect(steps.at(-1)).toMatchObject({ step: 'import', done: 3, total: 3 })
      expect(steps.filter(({ step }) => step === 'backup')).toHaveLength(4)
      expect(await importJson(db, options)).toMatchObject({ files: { imported: 0, unchanged: 3 }, rows: 3 })
    },
  }),
  rule({
    id: 'import-json.later',
    title: 'a file that appears later is imported by the next importJson(), and those before it only read',
    present: async (context) => {
      const settings = settingsTable(context.name())
      await context.tables([settings])
      const folder = jsonFolder(context, { 'ada/settings.json': dark })
      const options = {
        name: context.name(),
        from: folder.from,
        backupTo: folder.backupTo,
        files: { '*/settings.json': intoSettings(settings) },
      }
      await importJson(context.db, options)
      folder.write('eve/settings.json', dark)
      expect(await importJson(context.db, options)).toMatchObject({
        files: { imported: 1, unchanged: 1 },
        rows: 2,
      })
      expect(await context.db.records(settings).count()).toBe(2)
    },
  }),
  rule({
    id: 'import-json.backup',
    title:
      'importJson() first copies every file, read-only and with its hash in a manifest, and replaces no copy',
    present: async (context) => {
      const settings = settingsTable(context.name())
      await context.tables([settings])
      const folder = jsonFolder(context, { 'ada/settings.json': '{"theme":1}', 'x/readme.md': 'hello' })
      const options = {
        name: context.name(),
        from: folder.from,
        backupTo: folder.backupTo,
        files: { '*/settings.json': intoSettings(settings) },
      }
      await failedImport(context.db, options)
      folder.write('ada/settings.json', dark)
      await importJson(context.db, options)
      const copies = folder.files('backupTo')
      expect(copies).toMatchObject({ 'files/ada/settings.json': '{"theme":1}', 'files/x/readme.md': 'hello' })
      expect(Object.entries(copies).find(([path]) => path.startsWith('versions/'))?.[1]).toBe(dark)
      const manifest = copies['manifest.jsonl']!.trimEnd().split('\n')
      expect(manifest.map((line) => (JSON.parse(line) as { path: string }).path).sort()).toStrictEqual([
        'ada/settings.json',
        'ada/settings.json',
        'x/readme.md',
      ])
      const inside = { ...options, backupTo: `${folder.from}/backup` }
      await expect(importJson(context.db, inside)).rejects.toThrow(TypeError)
    },
  }),
  rule({
    id: 'import-json.missing',
    title: 'importJson() of a folder that does not exist throws not-found, or is done where that is said',
    present: async (context) => {
      const settings = settingsTable(context.name())
      await context.tables([settings])
      const folder = jsonFolder(context)
      const options = {
        name: context.name(),
        from: `${folder.from}/nowhere`,
        backupTo: folder.backupTo,
        files: { '*/settings.json': intoSettings(settings) },
      }
      await expect(importJson(context.db, options)).rejects.toMatchObject({ code: 'not-found' })
      expect(await isImported(context.db, options.name)).toBe(false)
      await importJson(context.db, { ...options, backupTo: false, onMissing: 'done' })
      expect(await isImported(context.db, options.name)).toBe(true)
    },
  }),
]
