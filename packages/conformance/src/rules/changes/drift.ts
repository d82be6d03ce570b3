import { defineTable, integer, isTrackingName, sql, type Database, type SqlBackend } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { openAt } from '../../suite.ts'
import { historyOf } from './shapes.ts'

const counts = defineTable('counts', { id: integer().primaryKey(), n: integer() }, { changes: true })

export const changeDrift: readonly Rule[] = [
  rule({
    id: 'changes.drift',
    title:
      'a trigger that somebody dropped is told by difference(), createTables() makes it again, and what was recorded stays',
    needs: ['sql', 'tracksSql'],
    timeout: 60_000,
    present: async (context) => {
      await context.db.all(sql`select 1 as one`)
      const place = await context.harness.fresh()
      context.after(() => place.destroy())
      const backend = await place.backend()
      const db: Database = await openAt({ backend: () => backend }, {})
      context.after(() => db.close())
      const { tracking } = (backend as SqlBackend).definition.dialect.tables
      if (tracking === undefined) return 'not-run'
      await db.createTables([counts])
      await db.records(counts).insert({ id: 1, n: 1 })
      const { text, values } = tracking.triggersOf('counts')
      const triggers = async (): Promise<string[]> => {
        const rows = await db.all(sql.raw(text.replace(/\$1|\?1/, `'${String(values[0])}'`)))
        return rows.map((row) => String(Object.values(row as object)[0])).filter(isTrackingName)
      }
      const all = await triggers()
      const migrations = db.migrations({ migrations: [] })
      expect((await migrations.difference({ tables: [counts] })).changes).toStrictEqual([])
      for (const name of all) {
        await db.run(sql.raw(tracking.drop('counts', name)))
        const { changes } = await migrations.difference({ tables: [counts] })
        expect(changes.length, name).toBeGreaterThan(0)
        expect(JSON.stringify(changes), name).toContain('counts')
        await db.createTables([counts])
        expect((await triggers()).toSorted()).toStrictEqual(all.toSorted())
      }
      await db.records(counts).update(1, { n: 2 })
      expect(await historyOf(db.changes(counts), 1)).toStrictEqual(['insert n:undefined>1', 'update n:1>2'])
      return undefined
    },
    absent: async (context) => {
      const table = defineTable(
        context.name(),
        { id: integer().primaryKey(), n: integer() },
        { changes: true },
      )
      const rows = await context.records(table)
      await rows.insert({ id: 1, n: 1 })
      expect(await historyOf(context.session.changes(table), 1)).toStrictEqual(['insert n:undefined>1'])
    },
  }),
]
