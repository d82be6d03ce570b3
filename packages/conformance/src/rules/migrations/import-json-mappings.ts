import { defineTable, integer, tenant, text } from '@holdfast/core'
import { importJson, into, intoTables } from '@holdfast/core/import-json'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { jsonFolder } from './import-json/json-folder.ts'
import { failedImport } from './import-json/outcome.ts'

interface Profile {
  readonly name: string
  readonly tabs: readonly string[]
}

export const importJsonMappings: readonly Rule[] = [
  rule({
    id: 'import-json.several-tables',
    title:
      'a record becomes rows of several tables that refer to each other, and comes back from all of them',
    present: async (context) => {
      const profiles = defineTable(context.name(), { id: text().primaryKey(), name: text() })
      const tabs = defineTable(context.name(), {
        id: text().primaryKey(),
        profileId: text().references(() => profiles.id),
        place: integer(),
        url: text(),
      })
      await context.tables([profiles, tabs])
      const folder = jsonFolder(context, {
        'ada/profile.json': '{"name":"Ada","tabs":["a","b"]}',
        'bob/profile.json': '{"name":"Bob","tabs":[]}',
      })
      const mapping = intoTables(
        { profiles, tabs },
        {
          rows: ({ name, tabs: urls }: Profile, { matched }) => ({
            profiles: [{ id: matched[0]!, name }],
            tabs: urls.map((url, place) => ({ profileId: matched[0]!, place, url })),
          }),
          back: (rows) => ({ name: rows.profiles[0]?.name, tabs: rows.tabs.map(({ url }) => url) }),
        },
      )
      const { from, backupTo } = folder
      const options = { name: context.name(), from, backupTo, files: { '*/profile.json': mapping } }
      expect(await importJson(context.db, options)).toMatchObject({ records: 2, rows: 4 })
      const first = await context.db.records(tabs).list({ orderBy: ['place'] })
      expect(first.map(({ profileId, url }) => [profileId, url])).toStrictEqual([
        ['ada', 'a'],
        ['ada', 'b'],
      ])
      await context.db.records(tabs).deleteWhere({ not: { or: [] } })
      await context.db.records(profiles).deleteWhere({ not: { or: [] } })
      await importJson(context.db, { ...options, name: options.name, files: options.files })
      expect(await context.db.records(tabs).count()).toBe(0)
    },
  }),
  rule({
    id: 'import-json.odd-rows',
    title:
      'a mapping that gives a promise, or what is no lists of rows, makes a reject: no record is lost because nothing was read',
    present: async (context) => {
      const things = defineTable(context.name(), { id: text().primaryKey(), n: integer() })
      await context.tables([things])
      const { db } = context
      const { from, backupTo } = jsonFolder(context, { 'a.json': '{"id":"a","n":1}' })
      const row = { id: 'a', n: 1 }
      const odd: readonly unknown[] = [
        Promise.resolve({ things: [row] }),
        undefined,
        null,
        [row],
        { things: row },
        { things: 'ab' },
        { things: new Set([row]) },
        { things: [undefined] },
        { other: [] },
      ]
      for (const given of odd) {
        const mapping = intoTables({ things }, { rows: () => given as never, back: false })
        const files = { '*.json': mapping }
        const report = await failedImport(db, { name: context.name(), from, backupTo, files })
        expect(report.problems).toMatchObject([{ kind: 'rejects' }])
        expect(report.problems[0]!.reason).not.toMatch(/undefined to object|properties of/)
      }
      const lists = into(things, { rows: (() => Promise.resolve([row])) as never, back: false })
      await failedImport(db, { name: context.name(), from, backupTo, files: { '*.json': lists } })
      expect(await db.records(things).count()).toBe(0)
    },
  }),
  rule({
    id: 'import-json.shapes',
    title:
      'the records of a file are the file, the items of its array, the entries of its object, or its lines',
    present: async (context) => {
      const things = defineTable(context.name(), { id: text().primaryKey(), n: integer() })
      await context.tables([things])
      const folder = jsonFolder(context, {
        'items.json': '[ {"id":"i1","n":1} ,\n{"id":"i2","n":2}]\n',
        'entries.json': '{ "e1" : {"n":1},\n"e,\\"}2":{"n":2} }',
        'lines.ndjson': '{"id":"l1","n":1}\r\n\r\n{"id":"l2","n":2}',
        'value.json': '{"id":"v","n":1}',
        'none.json': ' [ ] ',
        'marked.json': '\ufeff{"id":"bom","n":1}',
      })
      const { from, backupTo } = folder
      const files = {
        'items.json': into(things, { shape: 'items' }),
        'none.json': into(things, { shape: 'items' }),
        'entries.json': into(things, { shape: 'entries' }),
        '*': into(things),
      }
      const report = await importJson(context.db, { name: context.name(), from, backupTo, files })
      expect(report).toMatchObject({ isComplete: true, records: 8, rejected: 0 })
      expect(
        (await context.db.records(things).list({ orderBy: ['id'] })).map(({ id, n }) => `${id}=${n}`),
      ).toEqual(['bom=1', 'e,"}2=2', 'e1=1', 'i1=1', 'i2=2', 'l1=1', 'l2=2', 'v=1'])
    },
  }),
  rule({
    id: 'import-json.derived-keys',
    title: 'a text key that a mapping leaves out is made from the place of the record, the same in every run',
    present: async (context) => {
      const notes = defineTable(context.name(), { id: text().primaryKey(), note: text() })
      await context.tables([notes])
      const folder = jsonFolder(context, { 'notes.jsonl': '"one"\n"one"\n' })
      const mapping = into(notes, {
        rows: (note: string) => ({ note }),
        back: (rows) => rows[0]?.note,
      })
      const { from, backupTo } = folder
      const options = { name: context.name(), from, backupTo, files: { '*.jsonl': mapping } }
      await importJson(context.db, options)
      const ids = (await context.db.records(notes).list()).map(({ id }) => id)
      expect(new Set(ids).size).toBe(2)
      folder.write('notes.jsonl', '"one"\n"two"\n')
      await importJson(context.db, { ...options, onChange: 'import' })
      const after = await context.db.records(notes).list()
      expect(after.map(({ id }) => id)).toStrictEqual(ids)
      expect(after.map(({ note }) => note).sort()).toStrictEqual(['one', 'two'])
    },
  }),
  rule({
    id: 'import-json.tenants',
    title: 'a mapping says whose rows they are, and each tenant sees its own',
    present: async (context) => {
      const settings = defineTable(context.name(), {
        tenant: tenant(),
        id: text().primaryKey(),
        theme: text(),
      })
      await context.tables([settings])
      const folder = jsonFolder(context, {
        'ada/s.json': '{"id":"s","theme":"dark"}',
        'bob/s.json': '{"id":"s","theme":"light"}',
      })
      const stamp = context.name()
      const mapping = into(settings, { tenant: ({ matched }) => stamp + matched[0]! })
      const { from, backupTo } = folder
      await importJson(context.db, { name: context.name(), from, backupTo, files: { '*/s.json': mapping } })
      const themeOf = async (id: string): Promise<readonly unknown[]> =>
        (
          await context.db
            .tenant(stamp + id)
            .records(settings)
            .list()
        ).map(({ theme }) => theme)
      expect(await themeOf('ada')).toStrictEqual(['dark'])
      expect(await themeOf('bob')).toStrictEqual(['light'])
    },
  }),
]
