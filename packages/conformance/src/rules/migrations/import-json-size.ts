import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { defineTable, integer, text } from '@holdfast/core'
import { importJson, into } from '@holdfast/core/import-json'
import { expect } from 'vitest'
import { held } from '../../live-memory.ts'
import { rule, type Rule } from '../../rule.ts'
import { jsonFolder } from './import-json/json-folder.ts'

const writeItems = async (file: string, count: number): Promise<void> => {
  const stream = createWriteStream(file)
  stream.write('[')
  for (let index = 0; index < count; index += 1) {
    const item = JSON.stringify({ id: `i${index}`, n: index, pad: 'x'.repeat(900) })
    if (!stream.write((index === 0 ? '' : ',\n') + item)) await once(stream, 'drain')
  }
  stream.end(']')
  await once(stream, 'close')
}

export const importJsonSize: readonly Rule[] = [
  rule({
    id: 'import-json.flat-memory',
    title: 'an array of 100 000 records of a kilobyte is imported and proven without being held',
    tier: 'certification',
    needs: ['persistent'],
    present: async (context) => {
      const things = defineTable(context.name(), { id: text().primaryKey(), n: integer(), pad: text() })
      await context.tables([things])
      const folder = jsonFolder(context)
      const { from, backupTo } = folder
      const count = 100_000
      await writeItems(join(from, 'big.json'), count)
      let [seen, most] = [0, 0]
      const before = held()
      const mapping = into(things, {
        shape: 'items',
        rows: (value: { id: string; n: number; pad: string }) => {
          seen += 1
          if (seen % 20_000 === 0) most = Math.max(most, held() - before)
          return value
        },
        back: (rows) => rows[0],
      })
      const report = await importJson(context.db, {
        name: context.name(),
        from,
        backupTo,
        files: { '*': mapping },
      })
      expect(report).toMatchObject({ records: count, rows: count })
      context.note('importJson', 'flatMegabytes', Math.round(most))
      expect(most).toBeLessThan(30)
    },
    absent: async (context) => {
      const things = defineTable(context.name(), { id: text().primaryKey(), n: integer(), pad: text() })
      await context.tables([things])
      const { from, backupTo } = jsonFolder(context)
      await writeItems(join(from, 'big.json'), 500)
      const files = { '*': into(things, { shape: 'items' }) }
      expect(await importJson(context.db, { name: context.name(), from, backupTo, files })).toMatchObject({
        rows: 500,
      })
    },
  }),
  rule({
    id: 'import-json.many-files',
    title: 'a folder of 2 000 files is imported, and looked through again without writing',
    tier: 'certification',
    present: async (context) => {
      const things = defineTable(context.name(), { id: text().primaryKey() })
      await context.tables([things])
      const count = 2_000
      const folder = jsonFolder(context)
      for (let index = 0; index < count; index += 1)
        folder.write(`${index % 100}/${index}.json`, `{"id":"${index}"}`)
      const { from } = folder
      const options = {
        name: context.name(),
        from,
        backupTo: false,
        files: { '*/*.json': into(things) },
      } as const
      const begun = performance.now()
      expect(await importJson(context.db, options)).toMatchObject({ files: { imported: count }, rows: count })
      context.note('importJson', 'importMilliseconds', Math.round(performance.now() - begun))
      const started = performance.now()
      expect(await importJson(context.db, options)).toMatchObject({ files: { unchanged: count } })
      context.note('importJson', 'lookThroughMilliseconds', Math.round(performance.now() - started))
    },
  }),
]
