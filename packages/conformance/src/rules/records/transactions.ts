import { sql, text, integer } from '@holdfast/core'
import { expect } from 'vitest'
import { deferred } from '../../deferred.ts'
import { failureOf } from '../../failures.ts'
import { nameOf } from '../../table-name.ts'
import { rule, type Rule } from '../../rule.ts'
import { people, things } from './shapes.ts'

export const recordsTransactions: readonly Rule[] = [
  rule({
    id: 'records.transaction.rollback',
    title: 'a rollback undoes every write of records(), and nothing of it is seen outside before the commit',
    present: async (context) => {
      const table = people(context.name())
      const records = await context.records(table)
      await records.insertMany([1, 2, 3, 4].map((age) => ({ id: `p${age}`, email: `${age}`, age })))
      await records.delete('p4')
      const before = await records.list({ include: 'all' })
      const on = context.session
      const work = (isKept: boolean): Promise<unknown> =>
        on.transaction(async (tx) => {
          const inside = tx.records(table)
          await inside.insert({ id: 'p5', email: '5' })
          await inside.insertMany([{ id: 'p6', email: '6' }])
          await inside.update('p1', { age: 100 })
          await inside.updateWhere({ age: { lt: 100 } }, { city: 'x' })
          await inside.upsert({ id: 'p2', email: '2', age: 200 })
          await inside.upsertMany([{ id: 'p7', email: '7' }])
          await inside.delete('p3')
          await inside.restore('p4')
          await inside.deleteWhere({ id: 'p5' })
          expect(await inside.purge({ where: { id: 'p5' } })).toBe(1)
          expect((await inside.list()).map(({ id }) => id)).toStrictEqual(['p1', 'p2', 'p4', 'p6', 'p7'])
          if (!isKept) throw new Error('on purpose')
        })
      await failureOf(() => work(false))
      expect(await records.list({ include: 'all' })).toStrictEqual(before)
      await work(true)
      expect((await records.list({ include: 'all' })).map(({ id }) => id)).toStrictEqual([
        'p1',
        'p2',
        'p3',
        'p4',
        'p6',
        'p7',
      ])
    },
  }),
  rule({
    id: 'records.transaction.savepoint',
    title: 'a nested transaction that fails undoes its own records and leaves those of the outer one',
    needs: ['savepoints'],
    present: async (context) => {
      const table = people(context.name())
      const records = await context.records(table)
      await context.session.transaction(async (tx) => {
        await tx.records(table).insert({ id: 'outer', email: 'o' })
        await failureOf(() =>
          tx.transaction(async (inner) => {
            await inner.records(table).insert({ id: 'inner', email: 'i' })
            await inner.records(table).update('outer', { age: 9 })
            await inner.records(table).insert({ id: 'again', email: 'o' })
          }),
        )
        expect(await tx.records(table).count()).toBe(1)
        await tx.records(table).insert({ id: 'after', email: 'i' })
      })
      expect((await records.list()).map(({ id, age }) => [id, age])).toStrictEqual([
        ['after', null],
        ['outer', null],
      ])
    },
    absent: async (context) => {
      const table = people(context.name())
      const records = await context.records(table)
      await failureOf(() =>
        context.session.transaction(async (tx) => {
          await tx.records(table).insert({ id: 'outer', email: 'o' })
          await failureOf(() =>
            tx.transaction((inner) => inner.records(table).insert({ id: 'again', email: 'o' })),
          )
        }),
      )
      expect(await records.count()).toBe(0)
    },
  }),
  rule({
    id: 'records.transaction.snapshot',
    title: 'a transaction reads one snapshot of its tables, whatever others commit meanwhile',
    needs: ['concurrentWriters'],
    present: async (context) => {
      const table = things(context.name())
      const records = await context.records(table)
      await records.insertMany([1, 2, 3].map((id) => ({ id, n: 1 })))
      const begun = deferred()
      const others = begun.promise.then(async () => {
        await records.updateWhere({ id: { gte: 1 } }, { n: 2 })
        await records.insert({ id: 4 })
      })
      await context.session.transaction(async (tx) => {
        const before = await tx.records(table).list()
        begun.resolve()
        await others
        expect(await tx.records(table).list()).toStrictEqual(before)
        expect(await tx.records(table).count()).toBe(3)
      })
      expect(await records.count({ n: 2 })).toBe(3)
    },
    absent: async (context) => {
      const table = things(context.name())
      const records = await context.records(table)
      await records.insert({ id: 1, n: 1 })
      await context.session.transaction(async (tx) => expect(await tx.records(table).count()).toBe(1))
      expect(await records.count()).toBe(1)
    },
  }),
  rule({
    id: 'records.transaction.with-sql',
    title: 'plain SQL and records() of one transaction see each other’s writes, and end together',
    needs: ['sql'],
    present: async (context) => {
      const table = things(context.name())
      const records = await context.records(table)
      const name = sql.identifier(nameOf(table))
      await failureOf(() =>
        context.session.transaction(async (tx) => {
          await tx.records(table).insert({ id: 1, label: 'a' })
          await tx.run(sql`insert into ${name} (id, label) values (2, 'b')`)
          expect(await tx.records(table).count()).toBe(2)
          const query = sql`select id, label from ${name} order by id`.as({ id: integer(), label: text() })
          expect(await tx.all(query)).toStrictEqual([
            { id: 1, label: 'a' },
            { id: 2, label: 'b' },
          ])
          throw new Error('on purpose')
        }),
      )
      expect(await records.count()).toBe(0)
    },
    absent: async (context) => {
      const table = things(context.name())
      const records = await context.records(table)
      await failureOf(() =>
        context.session.transaction(async (tx) => {
          await tx.records(table).insert({ id: 1 })
          await tx.run(sql`select 1`)
        }),
      )
      expect(await records.count()).toBe(0)
    },
  }),
]
