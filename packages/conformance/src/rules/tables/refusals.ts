import {
  decimal,
  defineTable,
  hasCode,
  integer,
  softDelete,
  text,
  type AnyTable,
  type Database,
} from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

const other = defineTable('other', { id: text().primaryKey() })
/** Only a table that is missing says no: any other failure is one of the rule. */
const isThere = async (db: Database, table: AnyTable): Promise<boolean> => {
  try {
    await db.records(table).count()
    return true
  } catch (error) {
    if (hasCode(error, 'no-table')) return false
    throw error
  }
}

export const refusalRules: readonly Rule[] = [
  rule({
    id: 'tables.create.unfit',
    title:
      'createTables() throws schema, naming the column, for a table that exists otherwise, and makes nothing',
    present: async (context) => {
      const { db } = await context.fresh()
      await db.createTables([defineTable('things', { id: text().primaryKey(), email: text().unique() })])
      const unfit: { readonly column: string; readonly table: AnyTable }[] = [
        { column: 'size', table: defineTable('things', { id: text().primaryKey(), size: integer() }) },
        {
          column: 'deletedAt',
          table: defineTable('things', { id: text().primaryKey(), email: text().unique(), ...softDelete() }),
        },
      ]
      // What an engine keeps beside the definition is a type too.
      if (db.capabilities.sql) {
        unfit.push({
          column: 'id',
          table: defineTable('things', { id: integer().primaryKey(), email: text() }),
        })
      }
      for (const { column, table } of unfit) {
        const error = await refusal('schema', () => db.createTables([other, table]))
        expect(error).toMatchObject({ table: 'things', columns: [column] })
      }
      expect(await isThere(db, other)).toBe(false)
    },
  }),
  rule({
    id: 'tables.create.parents',
    title: 'createTables() throws no-table for a reference to a table that is missing, and makes nothing',
    present: async (context) => {
      const { db } = await context.fresh()
      const parents = defineTable('parents', { id: text().primaryKey() })
      const parent = text().references(() => parents.id)
      const children = defineTable('children', { id: text().primaryKey(), parent })
      const error = await refusal('no-table', () => db.createTables([other, children]))
      expect(error).toMatchObject({ table: 'parents' })
      expect([await isThere(db, other), await isThere(db, children)]).toStrictEqual([false, false])
    },
  }),
  rule({
    id: 'tables.create.digits',
    title:
      'createTables() throws unsupported for a decimal of more digits than the backend declares, and makes nothing',
    present: async (context) => {
      const { db } = await context.fresh()
      const { decimalDigits } = db.limits
      const fits = defineTable('fits', { id: text().primaryKey(), amount: decimal(decimalDigits) })
      await db.createTables([fits])
      expect(await isThere(db, fits)).toBe(true)
      if (decimalDigits === 38) return
      const wide = defineTable('wide', { id: text().primaryKey(), amount: decimal(decimalDigits + 1) })
      await refusal('unsupported', () => db.createTables([other, wide]))
      expect(await isThere(db, other)).toBe(false)
    },
  }),
  rule({
    id: 'tables.create.misuse',
    title:
      'createTables() throws TypeError for what is no table, twins, and inside a transaction, and closed when it is closed',
    present: async (context) => {
      const { db } = await context.fresh()
      const twin = defineTable('OTHER', { id: text().primaryKey() })
      for (const tables of [other, [other, {}], [other.id], [other, twin], undefined]) {
        await expect(db.createTables(tables as never)).rejects.toThrow(TypeError)
      }
      await db.transaction(async (tx) => {
        await tx.keyValue('items').get('a')
        await expect(db.createTables([other])).rejects.toThrow(TypeError)
      })
      expect(await isThere(db, other)).toBe(false)
      await db.close()
      await refusal('closed', () => db.createTables([other]))
    },
  }),
]
