import { sql, type Migration } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'
import { family } from './family.ts'

const needs = ['sql'] as const

export const everyTextRules: readonly Rule[] = [
  rule({
    id: 'migrations.guard.every-text',
    title:
      'apply() and lint() hold SQL among steps, and SQL outside of a transaction, to the same hazards as a text alone',
    needs,
    present: async (context) => {
      const { table, migrations, apply, has } = scratch(context)
      const name = table()
      const first: Migration = {
        version: 1,
        name: 'make',
        up: `create table ${name} (id integer); insert into ${name} values (1)`,
      }
      await apply([first])
      const drop = `drop table if exists ${name}`
      for (const up of [[drop], `-- holdfast: no-transaction\n${drop}`]) {
        const list = [first, { version: 2, name: 'drop', up }]
        expect((await migrations(list).lint()).map(({ rule: id }) => id)).toContain('DL01')
        const error = await refusal('migration', () => apply(list))
        expect(error.message).toMatch(/DL01/)
        expect(await has(name)).toBe(true)
      }
      await apply([first, { version: 2, name: 'drop', up: [drop], accept: { DL01: 'nobody reads it' } }])
      expect(await has(name)).toBe(false)
    },
  }),
  rule({
    id: 'migrations.guard.steps-conserve',
    title:
      'apply() of steps in SQL that change a table which they do not name throws migration and rolls back',
    needs: ['sql', 'foreignKeys'],
    present: async (context) => {
      const { db } = context
      const { table, apply } = scratch(context)
      const [parent, child] = [table(), table()]
      const first = family(parent, child)
      await apply([first])
      const rebuild = `create table ${parent}_new (id integer primary key); insert into ${parent}_new select id from ${parent}; drop table ${parent}; alter table ${parent}_new rename to ${parent}`
      for (const up of [[`delete from ${parent} where id = 1`], [rebuild]]) {
        await apply([first, { version: 2, name: 'tidy', up }]).catch((error: unknown) =>
          expect(error).toMatchObject({ code: 'migration' }),
        )
        expect((await db.all(sql`select id from ${sql.identifier(child)}`)).length).toBe(2)
      }
    },
    absent: async (context) => {
      // Where the engine acts on no reference, no statement changes more than it names by one.
      expect(context.capabilities.sql && context.capabilities.foreignKeys).toBe(false)
    },
  }),
  rule({
    id: 'migrations.rehearsal.cascade',
    title:
      'rehearse() finds that a text would change rows behind a reference, as apply() does, whatever else is pending',
    needs: ['sql', 'foreignKeys'],
    present: async (context) => {
      const { db } = context
      const { table, apply, migrations } = scratch(context)
      const [parent, child] = [table(), table()]
      const list: readonly Migration[] = [
        family(parent, child),
        { version: 2, name: 'tidy', up: `-- changes: ${child}\ndelete from ${parent} where id = 1` },
      ]
      await apply(list.slice(0, 1))
      const {
        migrations: [tidy],
      } = await migrations(list).rehearse()
      expect(tidy!.rows).toStrictEqual(
        expect.arrayContaining([
          { table: parent, before: 2, after: 1 },
          { table: child, before: 2, after: 1 },
        ]),
      )
      expect((await db.all(sql`select id from ${sql.identifier(child)}`)).length).toBe(2)
      const unsaid = [list[0]!, { ...list[1]!, up: `delete from ${parent} where id = 1` }]
      expect(await migrations(unsaid).rehearse()).toMatchObject({ outcome: 'fails', failed: { version: 2 } })
    },
    absent: async (context) => {
      // Where the engine acts on no reference, no statement changes more than it names by one.
      expect(context.capabilities.sql && context.capabilities.foreignKeys).toBe(false)
    },
  }),
]
