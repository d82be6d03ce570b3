import { defineTable, integer, text, type Migration } from '@holdfast/core'
import {
  addColumn,
  changeColumnType,
  createTable,
  dropColumn,
  renameColumn,
  renameTable,
  setNotNull,
} from '@holdfast/core/migration'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { historyOf } from './shapes.ts'

export const changeMigrations: readonly Rule[] = [
  rule({
    id: 'changes.migrations',
    title: 'a tracked table stays tracked through the steps of migrations, whatever they make of its columns',
    needs: ['sql'],
    timeout: 60_000,
    present: async (context) => {
      const { db } = await context.fresh()
      const first = defineTable(
        'people',
        {
          id: integer().primaryKey(),
          mail: text(),
          n: integer(),
          old: text().nullable(),
          k: integer().nullable(),
        },
        { changes: true },
      )
      const migrations: Migration[] = [{ version: 1, name: 'first', up: [createTable(first)] }]
      const apply = async (...up: Migration['up'][]): Promise<void> => {
        for (const one of up)
          migrations.push({ version: migrations.length + 1, name: `v${migrations.length + 1}`, up: one })
        await db.migrations({ migrations: [...migrations] }).apply()
      }
      await apply()
      await db.records(first).insert({ id: 1, mail: 'a', n: 1, old: 'o' })
      await apply(
        [renameColumn('people', 'mail', 'email')],
        [dropColumn('people', 'old')],
        [addColumn('people', 'extra', text().nullable())],
        [changeColumnType('people', 'n', text())],
        [addColumn('people', 'k2', integer().default(1))],
        [setNotNull('people', 'k2')],
      )
      const second = defineTable(
        'people',
        {
          id: integer().primaryKey(),
          email: text(),
          n: text(),
          k: integer().nullable(),
          extra: text().nullable(),
          k2: integer().default(1),
        },
        { changes: true },
      )
      const rows = db.records(second)
      await rows.update(1, { email: 'b', n: '2', k: 7 })
      await db.createTables([second])
      await rows.update(1, { extra: 'seen' })
      const told = await historyOf(db.changes(second), 1)
      expect(told).toStrictEqual([
        'insert mail:undefined>a n:undefined>1 old:undefined>o',
        'update email:a>b k:null>7 n:1>2',
        'update extra:null>seen',
      ])
      await apply([renameTable('people', 'persons')])
      const third = defineTable(
        'persons',
        {
          id: integer().primaryKey(),
          email: text(),
          n: text(),
          k: integer().nullable(),
          extra: text().nullable(),
          k2: integer().default(1),
        },
        { changes: true },
      )
      await db.records(third).update(1, { email: 'c' })
      expect(await historyOf(db.changes(third), 1)).toStrictEqual([...told, 'update email:b>c'])
      await db.records(third).delete(1)
      expect((await historyOf(db.changes(third), 1)).at(-1)).toContain('delete email:c>undefined')
    },
  }),
  rule({
    id: 'changes.generate',
    title:
      'a generated migration brings the triggers of a tracked table in line with its definition, and their loss is told',
    needs: ['sql', 'tracksSql'],
    timeout: 60_000,
    present: async (context) => {
      const { db } = await context.fresh()
      const migrations = db.migrations({ migrations: [] })
      const columns = { id: integer().primaryKey(), n: integer() }
      const before = defineTable('counts', columns)
      const after = defineTable('counts', { ...columns, m: integer().nullable() }, { changes: true })
      await db.createTables([before])
      const made = await migrations.generate({ name: 'track', tables: [after] })
      expect(made.sidecar.changes.map(({ class: one }) => one)).not.toContain('destructive')
      await db.migrations({ migrations: [{ version: 1, name: 'track', up: made.text }] }).apply()
      expect((await migrations.difference({ tables: [after] })).changes).toStrictEqual([])
      await db.createTables([after])
      await db.records(after).insert({ id: 1, n: 1, m: 2 })
      expect(await historyOf(db.changes(after), 1)).toStrictEqual(['insert m:undefined>2 n:undefined>1'])
      expect((await migrations.difference({ tables: [before] })).changes.length).toBeGreaterThan(0)
    },
    absent: async (context) => {
      const { db } = await context.fresh()
      const table = defineTable('counts', { id: integer().primaryKey() }, { changes: true })
      const { changes } = await db.migrations({ migrations: [] }).difference({ tables: [table] })
      expect(changes.map(({ kind }) => kind)).toStrictEqual(['create-table'])
    },
  }),
]
