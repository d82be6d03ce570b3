import { defineTable, describeChange, integer, sql, text } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { writtenOut } from './generated-files.ts'

const needs = ['sql'] as const
const id = integer().primaryKey()

/** What ends a line, or a comment, in SQL or in TypeScript. */
const ends = ['\n', '\r', '\r\n', '\u2028', '\u2029', '*/ '] as const

export const generatedNameRules: readonly Rule[] = [
  rule({
    id: 'migrations.generated.names-in-comments',
    title: 'generate() lets no name or expression out of the comment over a change',
    needs,
    timeout: 60_000,
    present: async (context) => {
      const { db } = await context.fresh()
      await db.run(sql`create table kept (id integer)`)
      const things = defineTable('things', { id })
      for (const form of ['sql', 'module'] as const) {
        // A file is read with the line ends of one system, names too.
        const these = ends.filter((end) => form === 'module' || !end.includes('\r'))
        const ledger = `things_${form}`
        await db.run(sql`drop table if exists things`)
        await db.createTables([things])
        for (const end of these)
          await db.run(
            sql`alter table things add column ${sql.identifier(`n${end}; drop table kept; --`)} integer`,
          )
        const migrations = db.migrations({ migrations: [], ledger })
        const made = await migrations.generate({
          tables: [things],
          name: `away${these.join('')}; drop table kept; --`,
          form,
          language: 'javascript',
        })
        await db.migrations({ directory: writtenOut(context, made), ledger }).apply()
        expect(await db.all(sql`select * from kept`), form).toStrictEqual([])
        const left = await migrations.difference({ tables: [things] })
        expect(left.changes.map(describeChange)).toStrictEqual([])
      }
    },
  }),
  rule({
    id: 'migrations.generated.names-of-variables',
    title: 'generate() writes a module that loads whatever its tables are called',
    needs,
    timeout: 60_000,
    present: async (context) => {
      const { db } = await context.fresh()
      const names = [
        'class',
        'integer',
        'up',
        'accept',
        'create_table',
        'await',
        'arguments',
        'a_b',
        'aB',
        '1st',
        '$',
        '-',
      ]
      const parent = defineTable('define_table', { id, label: text() })
      const tables = names.map((name) =>
        defineTable(name, { id, parent: integer().references(() => parent.id), label: text() }),
      )
      const migrations = db.migrations({ migrations: [], ledger: 'history' })
      const made = await migrations.generate({
        tables: [parent, ...tables],
        name: 'all',
        form: 'module',
        language: 'javascript',
      })
      await db.migrations({ directory: writtenOut(context, made), ledger: 'history' }).apply()
      const left = await migrations.difference({ tables: [parent, ...tables] })
      expect(left.changes.map(describeChange)).toStrictEqual([])
    },
  }),
]
