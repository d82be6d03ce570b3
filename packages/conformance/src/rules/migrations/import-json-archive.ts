import { importJson, isImported } from '@holdfast/core/import-json'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { jsonFolder } from './import-json/json-folder.ts'
import { failedImport } from './import-json/outcome.ts'
import { intoSettings, settingsTable } from './import-json/tables.ts'

const dark = '{"theme":"dark","zoom":1}'

export const importJsonArchive: readonly Rule[] = [
  rule({
    id: 'import-json.archive',
    title: 'originals are moved aside only after everything is proven, and never deleted',
    present: async (context) => {
      const settings = settingsTable(context.name())
      await context.tables([settings])
      const { db } = context
      const folder = jsonFolder(context, {
        'ada/settings.json': dark,
        'bob/settings.json': '{"theme":"dark","zoom":1,"extra":1}',
        'ada/keep.txt': 'kept',
      })
      const { from, backupTo, archiveTo } = folder
      const files = { '*/settings.json': intoSettings(settings) }
      const options = { name: context.name(), from, backupTo, archiveTo, files }
      await failedImport(db, options)
      expect(Object.keys(folder.files('from'))).toHaveLength(3)
      folder.write('bob/settings.json', dark)
      expect(await importJson(db, options)).toMatchObject({ files: { archived: 2 } })
      expect(folder.files('from')).toStrictEqual({ 'ada/keep.txt': 'kept' })
      expect(folder.files('archiveTo')).toStrictEqual({
        'ada/settings.json': dark,
        'bob/settings.json': dark,
      })
      expect(await isImported(db, options.name)).toBe(true)
      expect(await importJson(db, options)).toMatchObject({
        isComplete: true,
        rows: 2,
        files: { archived: 0 },
      })
      folder.write('ada/settings.json', dark)
      await expect(importJson(db, options)).rejects.toMatchObject({ code: 'conflict' })
      expect(folder.files('archiveTo')).toHaveProperty(['ada/settings.json'], dark)
    },
  }),
]
