import { defineTable, integer, text } from '@holdfast/core'
import { importJson, into, parseExact, writeExact, type Shape } from '@holdfast/core/import-json'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { jsonFolder } from './import-json/json-folder.ts'
import { randomJson } from './import-json/random-json.ts'

const files = 60

export const importJsonRandom: readonly Rule[] = [
  rule({
    id: 'import-json.random',
    title:
      'random folders of JSON, in every shape and spelling, come back from the tables as the same values',
    present: async (context) => {
      const records = defineTable(
        context.name(),
        { path: text(), record: integer(), key: text().nullable(), body: text() },
        { primaryKey: ['path', 'record'] },
      )
      await context.tables([records])
      const { random, db } = context
      const value = randomJson(random)
      const shapes: readonly Shape[] = ['value', 'items', 'entries', 'lines']
      const bodies = new Map<string, readonly string[]>()
      const folder = jsonFolder(context)
      for (let index = 0; index < files; index += 1) {
        const shape = random.pick(shapes)
        const texts = Array.from({ length: shape === 'value' ? 1 : random.whole(12) }, () => value())
        // A line break between tokens is a blank, but ends a line.
        const own = shape === 'lines' ? texts.map((one) => one.replaceAll(/[\r\n]/g, ' ')) : texts
        const path = `${random.letters(2)}/${index}.${shape}`
        bodies.set(path, own)
        folder.write(path, joined(shape, own))
      }
      const { from, backupTo } = folder
      const mappings = shapes.map((shape) => [
        `*/*.${shape}`,
        into(records, {
          shape,
          rows: (body, { path, index, key }) => ({
            path,
            record: index,
            key: key ?? null,
            body: writeExact(body),
          }),
          back: (rows) => parseExact(rows[0]!.body),
        }),
      ])
      const report = await importJson(db, {
        name: context.name(),
        from,
        backupTo,
        files: Object.fromEntries(mappings),
      })
      const total = [...bodies.values()].flat().length
      expect(report).toMatchObject({ isComplete: true, records: total, rejected: 0 })
      for (const [path, texts] of bodies) {
        const rows = await db.records(records).list({ where: { path }, orderBy: ['record'] })
        expect(rows.map(({ body }) => JSON.parse(body) as unknown)).toStrictEqual(
          texts.map((one) => JSON.parse(one) as unknown),
        )
        if (path.endsWith('entries'))
          expect(rows.map(({ key }) => key)).toStrictEqual(texts.map((_, at) => `k${at}`))
      }
    },
  }),
]

const joined = (shape: Shape, texts: readonly string[]): string => {
  switch (shape) {
    case 'value':
      return texts.join('')
    case 'lines':
      return texts.join('\n\n')
    case 'items':
      return `[${texts.join(',')}]`
    case 'entries':
      return `{${texts.map((one, index) => `"k${index}" : ${one}`).join(',')}}`
  }
}
