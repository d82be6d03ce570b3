import { type AnyTable, defineTable, integer, text } from '@holdfast/core'
import { importFiles, importJson, importRejects, imports, into, isImported } from '@holdfast/core/import-json'
import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { rule, type Rule } from '../../rule.ts'
import { jsonFolder } from './import-json/json-folder.ts'
import { reportOf } from './import-json/outcome.ts'

const lines = 4_000

export const importJsonRivals: readonly Rule[] = [
  rule({
    id: 'import-json.rivals',
    title:
      'an import that cannot map a file does not spoil one that can and runs beside it: the file is imported, and known as imported',
    present: async (context) => {
      const things = defineTable(context.name(), { id: text().primaryKey(), n: integer() })
      await context.tables([things])
      const { db } = context
      const content = Array.from({ length: lines }, (_, n) => `{"id":"${n}","n":${n}}\n`).join('')
      for (let round = 0; round < 3; round += 1) {
        const { from } = jsonFolder(context, { [`${round}.jsonl`]: content })
        const name = context.name()
        const options = { name, from, backupTo: false } as const
        const good = { ...options, files: { '*': into(things, { rows: keyed(`${round}-`), back: false }) } }
        // What a mapping starts by itself would be within the transaction.
        const begun = deferred<void>()
        const rival = begun.promise.then(() => importJson(db, good))
        const bad = into(things, {
          rows: (value: Thing) => {
            begun.resolve()
            if (value.n === lines - 1) throw new Error('It is the last one.')
            return value
          },
          back: false,
        })
        await reportOf(db, { ...options, files: { '*': bad } })
        await rival
        expect(await db.records(importFiles).list({ where: { name }, select: ['state'] })).toStrictEqual([
          { state: 'imported' },
        ])
        expect(await db.records(importRejects).count({ name })).toBe(0)
        expect(await importJson(db, good)).toMatchObject({ isComplete: true, files: { unchanged: 1 } })
        expect(await isImported(db, name)).toBe(true)
      }
    },
  }),
  rule({
    id: 'import-json.flag-of-rivals',
    title:
      'isImported() is false once an import ended with a problem, though another that knew less ended meanwhile',
    present: async (context) => {
      const things = defineTable(context.name(), { id: text().primaryKey(), n: integer() })
      await context.tables([things])
      const { db } = context
      const folder = jsonFolder(context, { 'a.json': '{"id":"a","n":1}', 'b.json': '{"id":"b","n":"no"}' })
      const { from } = folder
      const options = { name: context.name(), from, backupTo: false } as const
      const known = { ...options, files: { 'a.json': into(things) } }
      let rival: Promise<unknown> | undefined
      // The other marks its beginning, and then waits with every transaction until this one is done.
      const patient = instead(db, 'transaction', async (work: never): Promise<unknown> => {
        await (rival ??= importJson(db, known))
        return db.transaction(work)
      })
      const report = await reportOf(patient, {
        ...options,
        files: { 'a.json': into(things), 'b.json': into(things) },
      })
      expect(report).toMatchObject({ isComplete: false, files: { imported: 0, unchanged: 1, failed: 1 } })
      expect(await isImported(db, options.name)).toBe(false)
    },
  }),
  rule({
    id: 'import-json.flag-taken',
    title:
      'importJson() resolves when all is imported, though another that knew less takes the flag away at that moment',
    present: async (context) => {
      const things = defineTable(context.name(), { id: text().primaryKey(), n: integer() })
      await context.tables([things])
      const { db } = context
      const { from } = jsonFolder(context, { 'a.json': '{"id":"a","n":1}' })
      const options = { name: context.name(), from, backupTo: false } as const
      const known = { ...options, files: { 'a.json': into(things) } }
      const { from: elsewhere } = jsonFolder(context, { 'b.json': '{"id":"b","n":"no"}' })
      const knowsLess = { ...options, from: elsewhere, files: { 'b.json': into(things) } }
      let taken = 0
      const flags = db.records(imports)
      const update = async (
        key: string,
        change: { readonly state?: 'running' | 'done' },
      ): Promise<unknown> => {
        const answer = await flags.update(key, change)
        if (change.state !== 'done') return answer
        taken += 1
        await reportOf(db, knowsLess)
        return answer
      }
      const interrupted = instead(db, 'records', (table: AnyTable) =>
        table === imports ? instead(flags, 'update', update) : db.records(table),
      )
      expect(await importJson(interrupted, known)).toMatchObject({ isComplete: true, files: { imported: 1 } })
      expect(taken).toBe(1)
      expect(await isImported(db, options.name)).toBe(false)
      expect(await importJson(db, known)).toMatchObject({ isComplete: true, files: { unchanged: 1 } })
      expect(await isImported(db, options.name)).toBe(true)
    },
  }),
]

/** The same with another method. */
const instead = <T extends object>(whole: T, method: keyof T, replacement: unknown): T =>
  new Proxy(whole, {
    get: (target, name) => {
      if (name === method) return replacement
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? (value as (...given: unknown[]) => unknown).bind(target) : value
    },
  })

interface Thing {
  readonly id: string
  readonly n: number
}

const keyed =
  (prefix: string) =>
  ({ id, n }: Thing): Thing => ({ id: prefix + id, n })
