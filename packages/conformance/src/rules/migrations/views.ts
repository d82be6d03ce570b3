import { integer, sql, text, type Migration } from '@holdfast/core'
import { addCheck, changeColumnType, dropColumn } from '@holdfast/core/migration'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch, type Scratch } from './scratch.ts'

const needs = ['sql'] as const

interface Stage extends Scratch {
  readonly people: string
  readonly shown: string
  readonly over: string
  readonly list: readonly Migration[]
}

/** A table, a view that shows it, and a view that shows that. */
const stageOf = async (context: Context): Promise<Stage> => {
  const { db } = context
  const made = scratch(context)
  const [people, shown, over] = [made.table(), context.name(), context.name()]
  const list: readonly Migration[] = [
    {
      version: 1,
      name: 'make',
      up: `create table ${people} (id integer primary key, score varchar(20), extra integer, old integer);
insert into ${people} values (1, '10', 1, 1), (2, '20', 2, 2);
create view ${shown} as select id, score, extra from ${people};
create view ${over} as select id, score, extra from ${shown} where id > 1`,
    },
  ]
  await made.apply(list)
  for (const view of [shown, over])
    context.after(() => db.run(sql`drop view if exists ${sql.identifier(view)}`))
  return { ...made, people, shown, over, list }
}

export const viewRules: readonly Rule[] = [
  rule({
    id: 'migrations.views.kept',
    title:
      'changeColumnType(), addCheck() and dropColumn() keep the views of a table, and a view on such a view',
    needs,
    present: async (context) => {
      const { db } = context
      const { people, shown, over, list, apply } = await stageOf(context)
      await apply([
        ...list,
        { version: 2, name: 'type', up: [changeColumnType(people, 'score', integer().nullable())] },
        { version: 3, name: 'check', up: [addCheck(people, 'positive', 'extra > 0')] },
        { version: 4, name: 'drop', up: [dropColumn(people, 'old')] },
      ])
      const rows = (view: string): Promise<unknown> =>
        db.all(sql`select * from ${sql.identifier(view)} order by id`)
      expect(await rows(shown)).toStrictEqual([
        { id: 1, score: 10, extra: 1 },
        { id: 2, score: 20, extra: 2 },
      ])
      expect(await rows(over)).toStrictEqual([{ id: 2, score: 20, extra: 2 }])
      await db.run(sql`insert into ${sql.identifier(people)} (id, score, extra) values (3, 30, 3)`)
      expect(await rows(over)).toStrictEqual([
        { id: 2, score: 20, extra: 2 },
        { id: 3, score: 30, extra: 3 },
      ])
    },
  }),
  rule({
    id: 'migrations.views.broken',
    title: 'dropColumn() of a column that a view shows, or a view on a view, is refused and changes nothing',
    needs,
    present: async (context) => {
      const { db } = context
      const { people, over, list, apply, migrations } = await stageOf(context)
      const schema = (): Promise<unknown> => migrations([]).schema()
      const before = await schema()
      await refusal('migration', () =>
        apply([...list, { version: 2, name: 'drop', up: [dropColumn(people, 'extra')] }]),
      )
      await refusal('migration', () =>
        apply([
          ...list,
          {
            version: 2,
            name: 'type',
            up: [changeColumnType(people, 'extra', text().nullable()), dropColumn(people, 'score')],
          },
        ]),
      )
      expect(await schema()).toStrictEqual(before)
      expect(await db.all(sql`select * from ${sql.identifier(over)}`)).toStrictEqual([
        { id: 2, score: '20', extra: 2 },
      ])
    },
  }),
]
