import { bytes, defineTable, integer, json, text } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const largest = 16 * 1024 * 1024

export const recordsLargeValues: readonly Rule[] = [
  rule({
    id: 'records.value.largest',
    title:
      'text, bytes and JSON of 16 MiB are kept as they are, and one byte more throws too-large before anything is sent',
    tier: 'certification',
    present: async (context) => {
      const table = defineTable(context.name(), {
        id: integer().primaryKey(),
        note: text().nullable(),
        raw: bytes().nullable(),
        body: json<string>().nullable(),
      })
      const records = await context.records(table)
      const note = 'é'.repeat(largest / 2)
      const raw = new Uint8Array(largest).map((_, index) => index % 251)
      const body = 'x'.repeat(largest - 2)
      await records.insert({ id: 1, note })
      await records.insertMany([{ id: 2, raw }])
      await records.upsert({ id: 3, body })
      expect((await records.get(1))?.note === note).toBe(true)
      expect(Buffer.compare((await records.get(2))?.raw ?? new Uint8Array(), raw)).toBe(0)
      expect((await records.get(3))?.body === body).toBe(true)
      await refusal('too-large', () => records.insert({ id: 4, note: `${note}x` }))
      await refusal('too-large', () => records.insert({ id: 4, raw: new Uint8Array(largest + 1) }))
      await refusal('too-large', () => records.update(3, { body: `${body}x` }))
      await refusal('too-large', () => records.insertMany([{ id: 4 }, { id: 5, note: `${note}x` }]))
      expect(await records.count()).toBe(3)
    },
  }),
]
