import { defineTable, integer, text, type LogEvent } from '@holdfast/core'
import { expect, test } from 'vitest'
import { opened } from './opened.ts'

test('upsertMany() divides rows by their size too: a text that held thousands of large ones would be longer than any can be', async () => {
  const events: LogEvent[] = []
  const db = await opened(':memory:', {}, { log: (event) => void events.push(event) })
  const table = defineTable('large', { id: integer().primaryKey(), value: text() })
  await db.createTables([table])
  const value = 'x'.repeat(2 ** 20)
  const rows = Array.from({ length: 20 }, (_, id) => ({ id, value }))
  expect(await db.records(table).upsertMany(rows)).toBe(20)
  expect(await db.records(table).get(19)).toEqual({ id: 19, value })
  const upserts = events.filter(({ attributes }) => attributes['db.query.summary'] === 'UPSERT large')
  expect(upserts).toHaveLength(3)
})
