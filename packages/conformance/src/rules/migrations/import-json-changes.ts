import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { defineTable, text } from '@holdfast/core'
import { importJson, isImported } from '@holdfast/core/import-json'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { jsonFolder } from './import-json/json-folder.ts'
import { failedImport } from './import-json/outcome.ts'
import { intoSettings, settingsTable, thingsTable } from './import-json/tables.ts'
import { into } from '@holdfast/core/import-json'

const dark = '{"theme":"dark","zoom":1}'
const light = '{"theme":"light","zoom":1}'

export const importJsonChanges: readonly Rule[] = [
  rule({
    id: 'import-json.changed',
    title: 'a file that changed since it was imported is refused, or imported again by rule',
    present: async (context) => {
      const settings = settingsTable(context.name())
      await context.tables([settings])
      const { db } = context
      const folder = jsonFolder(context, { 'ada/settings.json': dark })
      const { from, backupTo } = folder
      const options = {
        name: context.name(),
        from,
        backupTo,
        files: { '*/settings.json': intoSettings(settings) },
      }
      const themes = async (): Promise<readonly string[]> =>
        (await db.records(settings).list()).map(({ theme }) => theme)
      await importJson(db, options)
      folder.write('ada/settings.json', light)
      expect((await failedImport(db, options)).problems).toMatchObject([{ kind: 'changed' }])
      expect(await themes()).toStrictEqual(['dark'])
      expect(await isImported(db, options.name)).toBe(false)
      await importJson(db, { ...options, onChange: 'import' })
      expect(await themes()).toStrictEqual(['light'])
      await db.records(settings).update('ada', { theme: 'mine' })
      expect(await importJson(db, options)).toMatchObject({ files: { unchanged: 1 } })
      folder.write('ada/settings.json', dark)
      const report = await failedImport(db, { ...options, onChange: 'import' })
      expect(report.problems).toMatchObject([{ path: 'ada/settings.json', kind: 'edited' }])
      expect(await themes()).toStrictEqual(['mine'])
    },
  }),
  rule({
    id: 'import-json.changed-rows',
    title:
      'importing a changed file again changes, adds and deletes rows to what it holds now, and takes no row of another file',
    present: async (context) => {
      const things = thingsTable(context.name())
      await context.tables([things])
      const { db } = context
      const line = (id: string, label: string): string => `${JSON.stringify({ id, label })}\n`
      const folder = jsonFolder(context, {
        '1.jsonl': line('a', 'x') + line('b', 'x') + line('c', 'x'),
        '2.jsonl': line('other', 'x'),
      })
      const { from, backupTo } = folder
      const files = { '*.jsonl': into(things, { absent: 'null' }) }
      const options = { name: context.name(), from, backupTo, files, onChange: 'import' } as const
      await importJson(db, options)
      folder.write('1.jsonl', line('b', 'new') + line('d', 'x') + line('a', 'x'))
      expect(await importJson(db, options)).toMatchObject({ records: 4, rows: 4 })
      const rows = async (): Promise<readonly string[]> =>
        (await db.records(things).list()).map(({ id, label }) => `${id} ${label}`)
      expect(await rows()).toStrictEqual(['a x', 'b new', 'd x', 'other x'])
      folder.write('1.jsonl', line('a', 'y') + line('other', 'y') + line('a', 'z'))
      const report = await importJson(db, { ...options, onReject: 'keep' })
      expect(report).toMatchObject({ records: 2, rejected: 2 })
      expect(await rows()).toStrictEqual(['a y', 'other x'])
    },
  }),
  rule({
    id: 'import-json.changed-parents',
    title:
      'a changed file whose rows others still refer to waits for them: it is a problem of its own, and the next run imports it',
    present: async (context) => {
      const profiles = defineTable(context.name(), { id: text().primaryKey() })
      const tabs = defineTable(context.name(), {
        id: text().primaryKey(),
        profile: text().references(() => profiles.id),
      })
      await context.tables([profiles, tabs])
      const { db } = context
      const folder = jsonFolder(context, {
        'profiles.jsonl': '{"id":"ada"}\n{"id":"bob"}\n',
        'tabs.jsonl': '{"id":"1","profile":"ada"}\n{"id":"2","profile":"bob"}\n',
      })
      const { from, backupTo } = folder
      const files = { 'profiles.jsonl': into(profiles), 'tabs.jsonl': into(tabs) }
      const options = { name: context.name(), from, backupTo, files, onChange: 'import' } as const
      await importJson(db, options)
      folder.write('profiles.jsonl', '{"id":"ada"}\n')
      folder.write('tabs.jsonl', '{"id":"1","profile":"ada"}\n')
      const report = await failedImport(db, options)
      expect(report.problems).toMatchObject([{ path: 'profiles.jsonl', kind: 'rejects' }])
      expect(await importJson(db, options)).toMatchObject({ files: { imported: 1 }, rows: 2 })
      expect(await db.records(profiles).list()).toStrictEqual([{ id: 'ada' }])
    },
  }),
  rule({
    id: 'import-json.lost-copy',
    title:
      'a changed file whose earlier version is missing from the backup is a problem, and the others are imported',
    present: async (context) => {
      const settings = settingsTable(context.name())
      await context.tables([settings])
      const { db } = context
      const folder = jsonFolder(context, { 'ada/settings.json': dark })
      const { from, backupTo } = folder
      const files = { '*/settings.json': intoSettings(settings) }
      const options = { name: context.name(), from, backupTo, files, onChange: 'import' } as const
      await importJson(db, options)
      rmSync(join(backupTo, 'files', 'ada', 'settings.json'), { force: true })
      folder.write('ada/settings.json', light)
      folder.write('bob/settings.json', dark)
      const report = await failedImport(db, options)
      expect(report.problems).toMatchObject([{ path: 'ada/settings.json', kind: 'changed' }])
      expect(report.files).toMatchObject({ imported: 1 })
    },
  }),
  rule({
    id: 'import-json.signal-without-backup',
    title:
      'a signal that comes while files are read for their hashes stops importJson() without a backup too',
    present: async (context) => {
      const settings = settingsTable(context.name())
      await context.tables([settings])
      const { from } = jsonFolder(context, { 'a.txt': 'x', 'b.txt': 'y' })
      const files = { '*/settings.json': intoSettings(settings) }
      const stop = new AbortController()
      const stopped = importJson(context.db, {
        name: context.name(),
        from,
        backupTo: false,
        files,
        signal: stop.signal,
        onProgress: () => stop.abort(),
      })
      await expect(stopped).rejects.toMatchObject({ code: 'cancelled' })
    },
  }),
  rule({
    id: 'import-json.signal',
    title:
      'a signal stops importJson() between transactions; what was committed stays, and the next run does the rest',
    present: async (context) => {
      const settings = settingsTable(context.name())
      await context.tables([settings])
      const { db } = context
      const names = [0, 1, 2]
      const paths = ['first', 'second'].flatMap((kind) => names.map((name) => `p${name}/${kind}.json`))
      const folder = jsonFolder(context, Object.fromEntries(paths.map((path) => [path, dark])))
      const { from, backupTo } = folder
      const options = {
        name: context.name(),
        from,
        backupTo,
        files: { '*/first.json': intoSettings(settings), '*/second.json': intoSettings(settings, 'other-') },
      }
      const stop = new AbortController()
      const stopped = importJson(db, {
        ...options,
        signal: stop.signal,
        onProgress: ({ step, done }) => {
          if (step === 'import' && done === 4) stop.abort()
        },
      })
      await expect(stopped).rejects.toMatchObject({ code: 'cancelled' })
      // Neighbours of one pattern are in the tables together or not at all.
      expect(await db.records(settings).count()).toBe(3)
      expect(await isImported(db, options.name)).toBe(false)
      expect(await importJson(db, options)).toMatchObject({ files: { imported: 3, unchanged: 3 } })
    },
  }),
]
