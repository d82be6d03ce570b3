import { sql } from '@holdfast/core'
import { expect, test } from 'vitest'
import { opened } from './opened.ts'

const rows = 300_000

test('a look-up by index beside rows of its own transaction never makes the engine give up', async () => {
  const db = await opened(':memory:', { threads: 4 })
  await db.run(sql`create table t (id varchar primary key, v varchar)`)
  await db.run(sql`create table copy (id varchar, v varchar)`)
  await db.run(sql`insert into t select 'old' || range, 'x' from range(${rows})`)
  const store = db.keyValue<number>('items')
  await db.run(sql`insert into holdfast_key_value
    select 'other' || range::varchar, '1', 1, 'v', 0, 0, null from range(${rows})`)
  await store.setMany(Array.from({ length: 20 }, (_, index) => [`k${index}`, index]))
  await db.transaction(async (tx) => {
    await tx.run(sql`insert into t values ('new', 'x')`)
    await tx.keyValue<number>('items').set('new', 20)
    const found = sql`select * from t where id in ('old1', 'old2', 'new')`
    for (let round = 0; round < 200; round++) {
      expect(await tx.all(found)).toHaveLength(3)
      expect(await tx.all(sql`${found} limit 10`)).toHaveLength(3)
      expect(await tx.run(sql`insert into copy ${found}`)).toMatchObject({ affected: 3 })
      let listed = 0
      for await (const { value } of tx.keyValue<number>('items').list({ limit: 50 }))
        listed += value >= 0 ? 1 : 0
      expect(listed).toBe(21)
    }
  })
})
