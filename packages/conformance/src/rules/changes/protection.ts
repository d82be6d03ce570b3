import { defineTable, integer, sql, type Migration } from '@holdfast/core'
import { createTable, renameTable } from '@holdfast/core/migration'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { historyOf } from './shapes.ts'

const attempts = [
  sql`update holdfast_changes set actor = 'nobody'`,
  sql`update holdfast_changes set fields = '{}' where version = 1`,
  sql`delete from holdfast_changes`,
  sql`delete from holdfast_changes where version = 2`,
]

const counts = defineTable('counts', { id: integer().primaryKey(), n: integer() }, { changes: true })
const tallies = defineTable('tallies', { id: integer().primaryKey(), n: integer() }, { changes: true })

export const changeProtection: readonly Rule[] = [
  rule({
    id: 'changes.append-only',
    title:
      'plain SQL cannot change or remove what is recorded, inside a transaction or outside, before a table is renamed and after it',
    needs: ['sql', 'appendOnly'],
    timeout: 60_000,
    present: async (context) => {
      const { db } = await context.fresh()
      const first: Migration = { version: 1, name: 'first', up: [createTable(counts)] }
      await db.migrations({ migrations: [first] }).apply()
      await db.records(counts).insert({ id: 1, n: 1 })
      await db.records(counts).update(1, { n: 2 })
      const kept = ['insert n:undefined>1', 'update n:1>2']
      const refuseAll = async (): Promise<void> => {
        for (const attempt of attempts) await refusal('check', () => db.run(attempt))
        // Not every engine has these; where there is one, it is refused too.
        await expect(db.run(sql`truncate table holdfast_changes`)).rejects.toThrow()
        await expect(
          db.run(sql`replace into holdfast_changes select * from holdfast_changes`),
        ).rejects.toThrow()
      }
      await refuseAll()
      const inside = db.transaction(async (tx) => {
        await tx.records(counts).update(1, { n: 3 })
        await tx.run(attempts[2]!)
      })
      await expect(inside).rejects.toMatchObject({ code: 'check' })
      expect(await historyOf(db.changes(counts), 1)).toStrictEqual(kept)
      const second: Migration = { version: 2, name: 'second', up: [renameTable('counts', 'tallies')] }
      await db.migrations({ migrations: [first, second] }).apply()
      await refuseAll()
      await db.records(tallies).update(1, { n: 4 })
      expect(await historyOf(db.changes(tallies), 1)).toStrictEqual([...kept, 'update n:2>4'])
    },
    absent: async (context) => {
      const { db } = await context.fresh()
      if (!db.capabilities.sql) {
        await refusal('unsupported', () => db.run(attempts[2]!))
        return
      }
      await db.createTables([counts])
      await db.records(counts).insert({ id: 1, n: 1 })
      expect(await db.run(attempts[2]!)).toStrictEqual({ affected: 1 })
    },
  }),
]
