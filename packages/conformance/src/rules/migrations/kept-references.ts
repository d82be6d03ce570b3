import { bigint, defineTable, integer, text, type Migration } from '@holdfast/core'
import { changeColumnType, createTable, dropTable, renameColumn, renameTable } from '@holdfast/core/migration'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'

export const keptReferenceRules: readonly Rule[] = [
  rule({
    id: 'migrations.references.follow',
    title:
      'records() of tables that a migration has renamed, or of which it has renamed or changed a column, keep their references',
    needs: ['sql'],
    present: async (context) => {
      const { db } = context
      const { table, apply } = scratch(context)
      const [parentName, childName, otherName] = [table(), table(), table()]
      const parent = defineTable(parentName, { id: integer().primaryKey(), code: text() })
      const child = defineTable(childName, {
        id: integer().primaryKey(),
        parentId: integer().references(() => parent.id, { onDelete: 'cascade' }),
      })
      const newParent = defineTable(otherName, { id: integer().primaryKey(), code: text() })
      const newChild = defineTable(childName, {
        id: integer().primaryKey(),
        owner: integer().references(() => newParent.id, { onDelete: 'cascade' }),
      })
      const list: Migration[] = [
        { version: 1, name: 'make', up: [createTable(parent), createTable(child)] },
        { version: 2, name: 'rename-table', up: [renameTable(parentName, otherName)] },
        { version: 3, name: 'rename-column', up: [renameColumn(childName, 'parent_id', 'owner')] },
        { version: 4, name: 'drop-child', up: [dropTable(childName)] },
      ]
      await apply(list.slice(0, 1))
      await db.records(parent).insertMany([1, 2, 3].map((id) => ({ id, code: `c${id}` })))
      await db.records(child).insertMany([
        { id: 1, parentId: 1 },
        { id: 2, parentId: 2 },
        { id: 3, parentId: 2 },
      ])
      await refusal('foreign-key', () => db.records(child).insert({ id: 9, parentId: 99 }))
      await apply(list.slice(0, 3))
      await refusal('foreign-key', () => db.records(newChild).insert({ id: 9, owner: 99 }))
      await db.records(newParent).delete(2)
      expect((await db.records(newChild).list()).map(({ id }) => id)).toStrictEqual([1])
      await apply(list)
      expect(await db.records(newParent).delete(1)).toBe(true)
      expect((await db.records(newParent).list()).map(({ id }) => id)).toStrictEqual([3])
    },
  }),
  rule({
    id: 'migrations.references.own',
    title:
      'records() of a table that refers to itself keep that through a rename and a change of type, and it can be dropped',
    needs: ['sql'],
    present: async (context) => {
      const { db } = context
      const { table, apply, has } = scratch(context)
      const [name, later] = [table(), table()]
      const tree = defineTable(name, {
        id: integer().primaryKey(),
        up: integer().nullable().references('id', { onDelete: 'cascade' }),
        weight: integer(),
      })
      const grown = defineTable(later, {
        id: integer().primaryKey(),
        up: integer().nullable().references('id', { onDelete: 'cascade' }),
        weight: bigint(),
      })
      const list: Migration[] = [
        { version: 1, name: 'make', up: [createTable(tree)] },
        { version: 2, name: 'rename', up: [renameTable(name, later)] },
        { version: 3, name: 'type', up: [changeColumnType(later, 'weight', bigint())] },
        { version: 4, name: 'drop', up: [dropTable(later)] },
      ]
      await apply(list.slice(0, 1))
      await db.records(tree).insert({ id: 1, weight: 1 })
      await db.records(tree).insertMany([
        { id: 2, up: 1, weight: 2 },
        { id: 3, up: 2, weight: 3 },
        { id: 4, weight: 4 },
      ])
      await apply(list.slice(0, 3))
      await refusal('foreign-key', () => db.records(grown).insert({ id: 9, up: 99, weight: 1n }))
      await db.records(grown).delete(1)
      expect(await db.records(grown).list()).toStrictEqual([{ id: 4, up: null, weight: 4n }])
      await apply(list)
      expect(await has(later)).toBe(false)
    },
  }),
]
