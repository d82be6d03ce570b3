import { defineTable, integer, text, type Database } from '@holdfast/core'
import { importFiles, importRejects, into, type JsonMapping } from '@holdfast/core/import-json'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { rule, type Rule } from '../../rule.ts'
import { jsonFolder } from './import-json/json-folder.ts'
import { reportOf } from './import-json/outcome.ts'

const files = 20

/** What can be wrong with a file, by the way in which it is found out. */
const texts: readonly ((id: string, other: string) => string)[] = [
  (id) => `{"id":"${id}","n":1}`,
  (id) => `{"id":"${id}","n":2}`,
  (id) => `{"id":"${id}","n":3}\n{"id":"${id}b","n":4}`,
  // By whoever reads it, by its table, by another row of the table, by its proof, and by its mapping.
  (id) => `{"id":"${id}","n":`,
  (id) => `{"id":"${id}","n":"x"}`,
  (_, other) => `{"id":"${other}","n":5}`,
  (id) => `{"id":"${id}","n":6,"lost":true}`,
  (id) => `{"id":"${id}","n":7,"throws":true}`,
]

interface Value {
  readonly id: string
  readonly n: number
  readonly throws?: boolean
}

const makeFolder = (context: Context): ReturnType<typeof jsonFolder> => {
  const named = Array.from({ length: files }, (_, index) => {
    const text = texts[context.random.whole(texts.length)]!
    const other = `k${context.random.whole(files)}`
    return [`${String(index).padStart(2, '0')}.jsonl`, text(`k${index}`, other)] as const
  })
  return jsonFolder(context, Object.fromEntries(named))
}

interface Told {
  readonly records: number
  readonly rejected: number
  readonly all: string
}

/** All that an import leaves in the database, without the names by which it is told from another. */
const stateOf = async (db: Database, name: string): Promise<object> => ({
  files: await db.records(importFiles).list({
    where: { name },
    orderBy: ['path'],
    select: ['path', 'hash', 'state', 'records', 'rows', 'rejected', 'problem'],
    limit: 1_000,
  }),
  rejects: await db.records(importRejects).list({
    where: { name },
    orderBy: ['path', 'number'],
    select: ['path', 'number', 'record', 'pointer', 'code', 'raw'],
    limit: 1_000,
  }),
})

export const importJsonTogether: readonly Rule[] = [
  rule({
    id: 'import-json.together',
    title:
      'files that importJson() takes in together end as if each had gone by itself, whatever is wrong with some',
    timeout: 60_000,
    present: async (context) => {
      const { db } = context
      const folder = makeFolder(context)
      const { from } = folder
      const paths = Object.keys(folder.files('from'))
      const end = async (isTogether: boolean): Promise<readonly Told[]> => {
        const own = context.name()
        const table = defineTable(own, { id: text().primaryKey(), n: integer() })
        await context.tables([table])
        const name = context.name()
        const mapping = (): JsonMapping =>
          into(table, {
            rows: ({ id, n, throws }: Value) => {
              if (throws === true) throw new Error('no')
              return { id, n }
            },
            back: ([row]) => ({ id: row?.id, n: row?.n }),
          })
        // Files of different mappings do not share a transaction.
        const one = mapping()
        const mappings = Object.fromEntries(paths.map((path) => [path, isTogether ? one : mapping()]))
        const seen: Told[] = []
        for (const onReject of ['fail', 'keep', 'keep'] as const) {
          const options = { name, from, backupTo: false, files: mappings, onReject } as const
          const { problems, files: counted, records, rows, rejected } = await reportOf(db, options)
          const list = await db.records(table).list({ limit: 1_000 })
          const told = { problems, counted, rows, list, ...(await stateOf(db, name)) }
          seen.push({ records, rejected, all: JSON.stringify(told).replaceAll(own, 'it') })
        }
        return seen
      }
      const together = await end(true)
      expect(together).toStrictEqual(await end(false))
      expect(together[0]!.records).toBeGreaterThan(0)
      expect(together[1]!.rejected).toBeGreaterThan(0)
    },
  }),
]
