import { integer, sql, type Migration } from '@holdfast/core'
import { changeColumnType, dropColumn } from '@holdfast/core/migration'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'

export const rebuildRules: readonly Rule[] = [
  rule({
    id: 'migrations.rebuild.children',
    title:
      'changeColumnType() and dropColumn() of a parent leave every row of its children, whatever on delete says',
    needs: ['sql', 'foreignKeys'],
    present: async (context) => {
      const { db } = context
      const { table, apply } = scratch(context)
      const [parent, cascading, emptied, kept] = [table(), table(), table(), table()]
      const child = (name: string, action: string): string =>
        `create table ${name} (id integer primary key, parent_id integer references ${parent} (id) on delete ${action});\ninsert into ${name} values (1, 1), (2, 2), (3, 2)`
      const list: readonly Migration[] = [
        {
          version: 1,
          name: 'family',
          up: [
            `create table ${parent} (id integer primary key, n varchar(10), extra integer, up integer references ${parent} (id) on delete cascade);\ninsert into ${parent} values (1, '1', 5, null), (2, '2', 6, 1)`,
            child(cascading, 'cascade'),
            child(emptied, 'set null'),
            child(kept, 'no action'),
          ].join(';\n'),
        },
        { version: 2, name: 'type', up: [changeColumnType(parent, 'n', integer().nullable())] },
        { version: 3, name: 'drop', up: [dropColumn(parent, 'extra')] },
      ]
      await apply(list)
      const rows = (name: string): Promise<unknown> =>
        db.all(sql`select * from ${sql.identifier(name)} order by id`)
      expect(await rows(parent)).toStrictEqual([
        { id: 1, n: 1, up: null },
        { id: 2, n: 2, up: 1 },
      ])
      for (const name of [cascading, emptied, kept]) {
        expect(await rows(name)).toStrictEqual([
          { id: 1, parent_id: 1 },
          { id: 2, parent_id: 2 },
          { id: 3, parent_id: 2 },
        ])
      }
      await db.run(sql`delete from ${sql.identifier(kept)} where parent_id = 2`)
      await db.run(sql`delete from ${sql.identifier(parent)} where id = 2`)
      expect(await rows(cascading)).toStrictEqual([{ id: 1, parent_id: 1 }])
      expect(await rows(emptied)).toStrictEqual([
        { id: 1, parent_id: 1 },
        { id: 2, parent_id: null },
        { id: 3, parent_id: null },
      ])
    },
    absent: async (context) => {
      // The library keeps references there, and no engine acts on a table that is made anew.
      expect(context.capabilities.foreignKeys).toBe(false)
    },
  }),
]
