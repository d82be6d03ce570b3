import { integer, open, sql, text, type Database, type Migration } from '@holdfast/core'
import { changeColumnType, dropColumn } from '@holdfast/core/migration'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../../src/index.ts'
import { freshDatabase, name } from '../drivers.ts'

const made = (role: string): Migration => ({
  version: 1,
  name: 'made',
  up: `create role ${role};
create table people (id integer primary key, score varchar(20), "Odd name" integer);
insert into people values (1, '10', 5), (2, '20', 6);
create view shown with (security_barrier=true) as select id, score as points, "Odd name" from people;
comment on view shown is 'what''s shown';
comment on column shown.points is 'of the game';
alter view shown alter column "Odd name" set default 7;
grant select on shown to public;
grant update (points), select (id) on shown to ${role} with grant option;
create materialized view stored as select points, count(*) as n from shown group by points;
create unique index stored_points on stored (points);
comment on index stored_points is 'once';
create materialized view empty as select points from stored with no data;
alter materialized view stored owner to ${role};
create view diamond as select s.id from shown s join stored t on s.points = t.points join people p on p.score = s.points;
create function shown_insert() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger shown_insert instead of insert on shown for each row execute function shown_insert();
create rule shown_delete as on delete to shown do instead nothing;
create view aside as select id from people`,
})

const opened = async (): Promise<{ readonly db: Database; readonly list: readonly Migration[] }> => {
  const db = await open(postgres(await freshDatabase()))
  const role = name('reader')
  onTestFinished(async () => {
    await db.run(sql.raw(`drop owned by ${role} cascade`))
    await db.run(sql.raw(`drop role ${role}`))
    await db.close()
  })
  const list = [made(role)]
  await db.migrations({ migrations: list }).apply({ lint: false })
  return { db, list }
}

/** What there is to say of the views, but for how their columns are typed. */
const views = (db: Database): Promise<unknown> =>
  db.all(
    sql.raw(`select c.relname::text, c.relkind::text, c.reloptions::text, c.relowner::regrole::text as owner, c.relispopulated,
      array(select x::text from unnest(c.relacl) x order by 1)::text as acl, obj_description(c.oid, 'pg_class') as note,
      (select string_agg(concat_ws(' ', a.attname, col_description(c.oid, a.attnum), a.attacl::text, pg_get_expr(d.adbin, d.adrelid)), '; ' order by a.attnum)
        from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum where a.attrelid = c.oid and a.attnum > 0) as columns,
      (select string_agg(pg_get_indexdef(i.indexrelid) || obj_description(i.indexrelid, 'pg_class'), '; ') from pg_index i where i.indrelid = c.oid) as indexes,
      (select string_agg(pg_get_triggerdef(t.oid), '; ') from pg_trigger t where t.tgrelid = c.oid) as triggers,
      (select string_agg(pg_get_ruledef(r.oid), '; ') from pg_rewrite r where r.ev_class = c.oid and r.rulename <> '_RETURN') as rules
    from pg_class c where c.relkind in ('v', 'm') and c.relnamespace = 'public'::regnamespace order by c.relname`),
  )

test('changeColumnType() makes views over the column again, with owner, rights, comments, defaults, indexes, triggers and rules', async () => {
  const { db, list } = await opened()
  const before = await views(db)
  const aside = await db.all(sql`select 'aside'::regclass::oid::text as oid`)
  await db
    .migrations({
      migrations: [
        ...list,
        { version: 2, name: 'type', up: [changeColumnType('people', 'score', integer().nullable())] },
      ],
    })
    .apply()
  expect(await views(db)).toEqual(before)
  expect(await db.all(sql`select id, points from shown order by id`)).toEqual([
    { id: 1, points: 10 },
    { id: 2, points: 20 },
  ])
  expect(await db.all(sql`select points, n::integer from stored order by points`)).toEqual([
    { points: 10, n: 1 },
    { points: 20, n: 1 },
  ])
  expect(await db.all(sql`select 'aside'::regclass::oid::text as oid`)).toEqual(aside)
})

test('changeColumnType() under a view that does not take the new type changes nothing', async () => {
  const { db, list } = await opened()
  await db.run(sql`create view long as select coalesce(score, '') as s from people`)
  const before = await views(db)
  const type = { version: 2, name: 'type', up: [changeColumnType('people', 'score', integer().nullable())] }
  const source = db.migrations({ migrations: [...list, type] })
  await expect(source.apply()).rejects.toMatchObject({ code: 'migration' })
  expect(await views(db)).toEqual(before)
})

test('dropColumn() names the views that show the column', async () => {
  const { db, list } = await opened()
  const drop = { version: 2, name: 'drop', up: [dropColumn('people', 'score')] }
  await expect(db.migrations({ migrations: [...list, drop] }).apply()).rejects.toThrow(
    /"shown", "diamond" show it; drop that first/,
  )
  const type = {
    version: 2,
    name: 'type',
    up: [changeColumnType('people', 'Odd name', text().nullable())],
  }
  await db.migrations({ migrations: [...list, type] }).apply()
  expect(await db.all(sql`select "Odd name" from shown order by id`)).toEqual([
    { 'Odd name': '5' },
    { 'Odd name': '6' },
  ])
})
