import { defineTable, integer, text, type AnyTable, type OnDelete } from '@holdfast/core'
import type { Context } from '../../context.ts'
import { looseRecords, type LooseRecords } from './loose-records.ts'

/** Three tables in a row: the rows of `down` refer to those of `up`, and those of `last` to those of `down`. */
export interface Family {
  readonly parent: AnyTable
  readonly up: LooseRecords
  readonly down: LooseRecords
  readonly last: LooseRecords
}

/** Children refer to the key, to a unique column, or both. */
export const family = async (context: Context, onDelete: OnDelete): Promise<Family> => {
  const parent = defineTable(context.name(), {
    id: integer().primaryKey(),
    code: text().unique(),
    n: integer().default(0),
  })
  const child = defineTable(context.name(), {
    id: integer().primaryKey(),
    parentId: integer()
      .nullable()
      .references(() => parent.id, { onDelete }),
    parentCode: text()
      .nullable()
      .references(() => parent.code, { onDelete }),
  })
  const grandchild = defineTable(context.name(), {
    id: integer().primaryKey(),
    childId: integer()
      .nullable()
      .references(() => child.id, { onDelete }),
  })
  await context.tables([parent, child, grandchild])
  const { session } = context
  const up = looseRecords(session, parent)
  const down = looseRecords(session, child)
  const last = looseRecords(session, grandchild)
  await up.insertMany([1, 2, 3, 4].map((id) => ({ id, code: `c${id}` })))
  await down.insertMany([
    { id: 10, parentId: 1 },
    { id: 11, parentId: 1, parentCode: 'c2' },
    { id: 20, parentCode: 'c2' },
    { id: 30 },
  ])
  await last.insertMany([{ id: 100, childId: 10 }, { id: 101, childId: 20 }, { id: 102 }])
  return { parent, up, down, last }
}
