import { defineTable, integer, tenant, type AnyTable, type TableColumn } from '@holdfast/core'
import { expect } from 'vitest'
import { looseRecords } from './loose-records.ts'
import { rule, type Rule } from '../../rule.ts'

export const recordsLargeDeletes: readonly Rule[] = [
  rule({
    id: 'records.delete-where.many-in-trees',
    title:
      'deleteWhere() of many rows removes all that match, also where some of them go with others by a cascade',
    present: async (context) => {
      const tree: AnyTable & { readonly id: TableColumn } = defineTable(context.name(), {
        org: tenant(),
        id: integer().primaryKey(),
        up: integer()
          .nullable()
          .references((): TableColumn => tree.id, { onDelete: 'cascade' }),
        n: integer(),
      })
      // Emptied by the library between two tables of tenants, so that it looks after every removal.
      const leaf = defineTable(context.name(), {
        org: tenant(),
        id: integer().primaryKey(),
        treeId: integer()
          .nullable()
          .references((): TableColumn => tree.id, { onDelete: 'set-null' }),
      })
      await context.tables([tree, leaf])
      const trees = looseRecords(context.session, tree)
      const leaves = looseRecords(context.session, leaf)
      const ids = Array.from({ length: 1_203 }, (_, index) => index)
      await trees.insertMany(ids.map((id) => ({ id, up: id % 3 === 0 ? null : id - 1, n: 1 })))
      await trees.insertMany([{ id: -1, n: 2 }])
      await leaves.insertMany(ids.map((id) => ({ id, treeId: id })))
      await trees.deleteWhere({ n: 1 })
      expect((await trees.list()).map(({ id }) => id)).toStrictEqual([-1])
      expect(await leaves.count({ treeId: { isNull: true } })).toBe(ids.length)
    },
  }),
]
