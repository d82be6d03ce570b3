import { sql, type Migration } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { scratch } from './scratch.ts'
import { family } from './family.ts'

const needs = ['sql'] as const

const noReferences = {
  absent: async (context: Parameters<Rule['present']>[0]): Promise<void> => {
    // Where the engine acts on no reference, no statement changes more than it names by one.
    expect(context.capabilities.sql && context.capabilities.foreignKeys).toBe(false)
  },
}

export const guardRules: readonly Rule[] = [
  rule({
    id: 'migrations.guard.cascade',
    title:
      'apply() of a text that rebuilds a parent by hand leaves the rows of its children, or changes nothing',
    needs: ['sql', 'foreignKeys'],
    present: async (context) => {
      const { db } = context
      const { table, apply } = scratch(context)
      const [parent, child] = [table(), table()]
      const list: Migration[] = [
        {
          version: 1,
          name: 'family',
          up: `create table ${parent} (id integer primary key, n varchar(10));
insert into ${parent} values (1, 'a'), (2, 'b');
create table ${child} (id integer primary key, parent_id integer references ${parent} (id) on delete cascade);
insert into ${child} values (1, 1), (2, 2)`,
        },
        {
          version: 2,
          name: 'rebuild',
          up: `create table ${parent}_new (id integer primary key, n varchar(20) not null);
insert into ${parent}_new select id, n from ${parent};
drop table ${parent};
alter table ${parent}_new rename to ${parent}`,
        },
      ]
      await apply(list.slice(0, 1))
      try {
        await apply(list)
      } catch (error) {
        expect(error).toMatchObject({ code: 'migration', report: { failed: { version: 2, left: 'old' } } })
      }
      const rows = (name: string): Promise<unknown> =>
        db.all(sql`select * from ${sql.identifier(name)} order by id`)
      expect(await rows(child)).toStrictEqual([
        { id: 1, parent_id: 1 },
        { id: 2, parent_id: 2 },
      ])
      expect(await rows(parent)).toStrictEqual([
        { id: 1, n: 'a' },
        { id: 2, n: 'b' },
      ])
      await refusal('foreign-key', () => db.run(sql`insert into ${sql.identifier(child)} values (3, 99)`))
    },
    ...noReferences,
  }),
  rule({
    id: 'migrations.guard.conserve',
    title:
      'apply() of a text that changes a table which it does not name throws migration and rolls back, unless the file says so',
    needs: ['sql', 'foreignKeys'],
    present: async (context) => {
      const { db } = context
      const { table, apply } = scratch(context)
      const [parent, child] = [table(), table()]
      const first = family(parent, child)
      const up = `delete from ${parent} where id = 1`
      await apply([first])
      const error = await refusal('migration', () => apply([first, { version: 2, name: 'tidy', up }]))
      expect(error.message).toContain(`"${child}" had 2 rows and has 1`)
      const count = async (name: string): Promise<number> =>
        (await db.all(sql`select id from ${sql.identifier(name)}`)).length
      expect([await count(parent), await count(child)]).toStrictEqual([2, 2])
      await apply([first, { version: 2, name: 'tidy', up: `-- changes: ${child}\n${up}` }])
      expect([await count(parent), await count(child)]).toStrictEqual([1, 1])
    },
    ...noReferences,
  }),
  rule({
    id: 'migrations.guard.rebuilt',
    title: 'apply() of a text that rebuilds a table and loses rows or values on the way throws migration',
    needs,
    present: async (context) => {
      const { db } = context
      const { table, apply } = scratch(context)
      const name = table()
      const first: Migration = {
        version: 1,
        name: 'make',
        up: `create table ${name} (id integer, n varchar(10)); insert into ${name} values (1, 'a'), (2, 'b')`,
      }
      const rebuilt = (query: string): readonly Migration[] => [
        first,
        {
          version: 2,
          name: 'rebuild',
          up: `create table ${name}_new (id integer, n varchar(10)); insert into ${name}_new ${query}; drop table ${name}; alter table ${name}_new rename to ${name}`,
        },
      ]
      await apply([first])
      for (const query of [`select * from ${name} where id = 1`, `select id, 'x' from ${name}`])
        await refusal('migration', () => apply(rebuilt(query)))
      const rows = (): Promise<unknown> => db.all(sql`select * from ${sql.identifier(name)} order by id`)
      const before = [
        { id: 1, n: 'a' },
        { id: 2, n: 'b' },
      ]
      expect(await rows()).toStrictEqual(before)
      await apply(rebuilt(`select id, n from ${name}`))
      expect(await rows()).toStrictEqual(before)
    },
  }),
  rule({
    id: 'migrations.guard.retyped',
    title:
      'apply() of a text that rebuilds a table with other types takes values that are the same in them, and throws migration where one is not',
    needs,
    present: async (context) => {
      const { db } = context
      const { table, apply } = scratch(context)
      const name = table()
      const first: Migration = {
        version: 1,
        name: 'make',
        up: `create table ${name} (id integer, word varchar(3), digits varchar(9), share double precision);
insert into ${name} values (1, 'abc', '7', 1.5), (2, null, '20', 2), (3, '', null, null)`,
      }
      const rebuilt = (columns: string, query: string): readonly Migration[] => [
        first,
        {
          version: 2,
          name: 'rebuild',
          up: `create table ${name}_new (${columns}); insert into ${name}_new ${query}; drop table ${name}; alter table ${name}_new rename to ${name}`,
        },
      ]
      const wider = 'id bigint, word varchar(9), digits integer, share double precision'
      const query = (word: string, digits: string): string =>
        `select id, ${word}, cast(${digits} as integer), share from ${name}`
      const lossy: readonly (readonly [columns: string, query: string])[] = [
        // What is cut off on the way back, another number, and what the new type has rounded.
        [wider, query(`case when id = 1 then 'abcdef' else word end`, 'digits')],
        [wider, query('word', `case when id = 1 then '8' else digits end`)],
        [wider, query('word', `case when id = 3 then '8' else digits end`)],
        [
          'id bigint, word varchar(9), digits integer, share bigint',
          `select id, word, cast(digits as integer), cast(share as bigint) from ${name}`,
        ],
      ]
      await apply([first])
      const rows = (): Promise<unknown> => db.all(sql`select * from ${sql.identifier(name)} order by id`)
      const before = [
        { id: 1, word: 'abc', digits: '7', share: 1.5 },
        { id: 2, word: null, digits: '20', share: 2 },
        { id: 3, word: '', digits: null, share: null },
      ]
      for (const [columns, how] of lossy) {
        const error = await refusal('migration', () => apply(rebuilt(columns, how), { lint: false }))
        expect(error.message, how).toContain('holds other values')
        expect(await rows()).toStrictEqual(before)
      }
      // The hazard of casts on one engine is judged by its text alone.
      await apply(rebuilt(wider, query('word', 'digits')), { lint: false })
      const kept = await db.all(sql`select word, digits from ${sql.identifier(name)} order by id`)
      expect(kept).toStrictEqual([
        { word: 'abc', digits: 7 },
        { word: null, digits: 20 },
        { word: '', digits: null },
      ])
    },
  }),
  rule({
    id: 'migrations.guard.hazard',
    title:
      'apply() of a text that drops rows throws migration until its file accepts that with a reason, and keeps a copy',
    needs,
    present: async (context) => {
      const { db } = context
      const { table, apply, has } = scratch(context)
      const name = table()
      const first: Migration = {
        version: 1,
        name: 'make',
        up: `create table ${name} (id integer, n varchar(10)); insert into ${name} values (1, 'a'), (2, 'b')`,
      }
      const up = `drop table ${name}`
      await apply([first])
      const error = await refusal('migration', () => apply([first, { version: 2, name: 'drop', up }]))
      expect(error.message).toMatch(/line 1, at "drop table .*": DL01: it drops/)
      expect(await has(name)).toBe(true)
      await refusal('migration', () =>
        apply([first, { version: 2, name: 'drop', up: `-- accept: DL01\n${up}` }]),
      )
      await apply([first, { version: 2, name: 'drop', up: `-- accept: DL01 nobody reads it\n${up}` }])
      expect(await has(name)).toBe(false)
      const [kept] = await db.all(sql`select name from holdfast_backups where source = ${name}`)
      context.after(() => db.run(sql`drop table if exists ${sql.identifier(String(kept!['name']))}`))
      expect(
        await db.all(sql`select * from ${sql.identifier(String(kept!['name']))} order by id`),
      ).toStrictEqual([
        { id: 1, n: 'a' },
        { id: 2, n: 'b' },
      ])
    },
  }),
]
