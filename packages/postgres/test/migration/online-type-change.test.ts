import { bigint, open, sql, type Migration } from '@holdfast/core'
import { addColumn, backfill, dropColumn, setNotNull, sqlStep } from '@holdfast/core/migration'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../../src/index.ts'
import { freshDatabase } from '../drivers.ts'

test('a column of a large table gets another type beside writers by the steps that the guide names', async () => {
  const db = await open(postgres(await freshDatabase()))
  onTestFinished(() => db.close())
  const write = (id: number): Promise<unknown> =>
    db.run(sql`insert into orders (id, total) values (${id}, ${String(id)})`)
  const list: readonly Migration[] = [
    {
      version: 1,
      name: 'make',
      up: `create table orders (id bigint primary key, total text not null); insert into orders select n, n::text from generate_series(1, 1000) n`,
    },
    {
      version: 2,
      name: 'expand',
      up: [
        addColumn('orders', 'total_new', bigint().nullable()),
        sqlStep(`create function orders_total_new() returns trigger language plpgsql as $$ begin new.total_new := new.total::bigint; return new; end $$;
create trigger orders_total_new before insert or update on orders for each row execute function orders_total_new()`),
        backfill('orders', {
          set: { total_new: 'total::bigint' },
          where: 'total_new is distinct from total::bigint',
          batch: 100,
        }),
        setNotNull('orders', 'total_new'),
      ],
    },
    {
      version: 3,
      name: 'swap',
      up: `drop trigger orders_total_new on orders;
drop function orders_total_new;
alter table orders alter column total drop not null;
alter table orders rename column total to total_old;
alter table orders rename column total_new to total`,
    },
    { version: 4, name: 'contract', up: [dropColumn('orders', 'total_old')] },
  ]
  const history = db.migrations({ migrations: list })
  await history.apply({ to: 1 })
  let next = 2000
  await history.apply({
    to: 2,
    throttle: async () => {
      await write(next++)
      await db.run(sql`update orders set total = (total::bigint + 1)::text where id in (1, 999)`)
    },
  })
  const written = next - 2000
  expect(written).toBeGreaterThan(5)
  await history.apply()
  expect(
    await db.first(sql`select count(*)::int as rows, count(total)::int as filled from orders`),
  ).toStrictEqual({
    rows: 1000 + written,
    filled: 1000 + written,
  })
  expect(
    await db.all(sql`select total::int from orders where id in (1, 2, 999, 2000) order by id`),
  ).toStrictEqual([{ total: 1 + written }, { total: 2 }, { total: 999 + written }, { total: 2000 }])
  expect((await history.verify()).isWhole).toBe(true)
})
