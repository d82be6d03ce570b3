import { integer, sql } from '@holdfast/core'
import { expect } from 'vitest'
import { failureOf, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const sqlTransactions: readonly Rule[] = [
  rule({
    id: 'sql.transaction.with-stores',
    title: 'a transaction holds raw SQL and stores together: both commit or both disappear',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table('id integer primary key'))
      const write = (isBad: boolean): Promise<void> =>
        context.session.transaction(async (tx) => {
          await tx.run(sql`insert into ${table} values (1)`)
          await tx.keyValue('items').set('k', 1)
          expect(await tx.all(sql`select id from ${table}`)).toStrictEqual([{ id: 1 }])
          if (isBad) throw new Error('no')
        })
      await failureOf(() => write(true))
      expect([
        await context.session.all(sql`select id from ${table}`),
        await context.store().get('k'),
      ]).toStrictEqual([[], undefined])
      await write(false)
      expect([
        await context.session.all(sql`select id from ${table}`),
        await context.store().get('k'),
      ]).toStrictEqual([[{ id: 1 }], 1])
    },
  }),
  rule({
    id: 'sql.transaction.failed-statement',
    title:
      'tx can only roll back after a statement that the engine refused: further work throws aborted, and so does the commit',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table('id integer primary key'))
      const later: unknown[] = []
      const body = context.session.transaction(async (tx) => {
        await tx.run(sql`insert into ${table} values (1)`)
        await tx.keyValue('items').set('k', 1)
        await refusal('duplicate', () => tx.run(sql`insert into ${table} values (1)`))
        later.push(await failureOf(() => tx.run(sql`insert into ${table} values (2)`)))
        later.push(await failureOf(() => tx.all(sql`select id from ${table}`)))
        later.push(await failureOf(() => tx.keyValue('items').get('k')))
        later.push(await failureOf(() => tx.keyValue('items').set('k', 2)))
        return 'the failure was caught'
      })
      expect((await failureOf(() => body)) as object).toMatchObject({
        code: 'aborted',
        outcome: 'not-applied',
      })
      expect(later.map((error) => (error as { code?: string }).code)).toStrictEqual([
        'aborted',
        'aborted',
        'aborted',
        'aborted',
      ])
      expect([
        await context.session.all(sql`select id from ${table}`),
        await context.store().get('k'),
      ]).toStrictEqual([[], undefined])
    },
  }),
  rule({
    id: 'sql.transaction.failed-read',
    title: 'tx is rollback-only also after a query that the engine refused',
    needs: ['sql'],
    present: async (context) => {
      const body = context.session.transaction(async (tx) => {
        await tx.keyValue('items').set('k', 1)
        await tx.all(sql`select 1 as one`)
        await refusal('no-table', () => tx.all(sql`select * from ${sql.identifier(context.name())}`))
      })
      await refusal('aborted', () => body)
      expect(await context.store().has('k')).toBe(false)
    },
  }),
  rule({
    id: 'sql.transaction.failed-in-savepoint',
    title: 'tx goes on after a nested transaction whose statement the engine refused was caught',
    needs: ['sql', 'savepoints'],
    present: async (context) => {
      const table = sql.identifier(await context.table('id integer primary key'))
      await context.session.transaction(async (tx) => {
        await tx.run(sql`insert into ${table} values (1)`)
        const inner = tx.transaction(async (nested) => {
          await nested.run(sql`insert into ${table} values (2)`)
          await nested.run(sql`insert into ${table} values (1)`)
        })
        expect((await failureOf(() => inner)) as object).toMatchObject({ code: 'duplicate' })
        await tx.run(sql`insert into ${table} values (3)`)
      })
      expect(await context.session.all(sql`select id from ${table} order by id`)).toStrictEqual([
        { id: 1 },
        { id: 3 },
      ])
    },
    absent: async (context) => {
      const table = sql.identifier(await context.table('id integer primary key'))
      const body = context.session.transaction(async (tx) => {
        await tx.run(sql`insert into ${table} values (1)`)
        await failureOf(() => tx.transaction((nested) => nested.run(sql`insert into ${table} values (1)`)))
      })
      expect((await failureOf(() => body)) as object).toMatchObject({ code: 'aborted' })
      expect(await context.session.all(sql`select id from ${table}`)).toStrictEqual([])
    },
  }),
  rule({
    id: 'sql.transaction.ddl',
    title: 'a table made in a transaction is there after its commit and gone after its rollback',
    needs: ['sql'],
    present: async (context) => {
      const name = context.name()
      const table = sql.identifier(name)
      await context.session.all(sql`select 1 as one`)
      const make = (isBad: boolean): Promise<void> =>
        context.session.transaction(async (tx) => {
          await tx.run(sql`create table ${table} (id integer)`)
          await tx.run(sql`insert into ${table} values (1)`)
          if (isBad) throw new Error('roll back')
        })
      await expect(make(true)).rejects.toThrow('roll back')
      await refusal('no-table', () => context.session.all(sql`select * from ${table}`))
      await make(false)
      context.after(() => context.session.run(sql`drop table ${table}`))
      expect(await context.session.all(sql`select id from ${table}`)).toStrictEqual([{ id: 1 }])
    },
  }),
  rule({
    id: 'sql.transaction.read-only',
    title: 'transaction({ readOnly }) refuses insert, update, delete and create with read-only',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table('id integer primary key'))
      await context.session.run(sql`insert into ${table} values (1)`)
      const writes = [
        sql`insert into ${table} values (2)`,
        sql`update ${table} set id = 3`,
        sql`delete from ${table}`,
        sql`create table ${sql.identifier(context.name())} (id integer)`,
      ]
      for (const write of writes) {
        const body = context.session.transaction(
          async (tx) => {
            expect(await tx.all(sql`select id from ${table}`)).toStrictEqual([{ id: 1 }])
            await tx.run(write)
          },
          { readOnly: true },
        )
        await refusal('read-only', () => body)
      }
      expect(await context.session.all(sql`select id from ${table}`)).toStrictEqual([{ id: 1 }])
    },
  }),
  rule({
    id: 'sql.statement-cache.alter',
    title: 'a statement that ran before goes on working after its table was changed by another handle',
    needs: ['sql', 'persistent'],
    present: async (context) => {
      const other = await context.open()
      const table = sql.identifier(await context.table('id integer primary key, v integer'))
      await context.session.run(sql`insert into ${table} values (1, 5)`)
      const read = (): Promise<unknown> => context.session.all(sql`select * from ${table}`)
      for (let round = 0; round < 3; round += 1) expect(await read()).toStrictEqual([{ id: 1, v: 5 }])
      await other.run(sql`alter table ${table} add column w integer`)
      expect(await read()).toStrictEqual([{ id: 1, v: 5, w: null }])
      await other.run(sql`alter table ${table} drop column v`)
      expect(await read()).toStrictEqual([{ id: 1, w: null }])
    },
    absent: async (context) => {
      const table = sql.identifier(await context.table('id integer primary key'))
      await context.session.all(sql`select * from ${table}`)
      await context.session.run(sql`alter table ${table} add column w integer`)
      await context.session.run(sql`insert into ${table} values (1, 2)`)
      expect(await context.session.all(sql`select * from ${table}`)).toStrictEqual([{ id: 1, w: 2 }])
    },
  }),
  rule({
    id: 'sql.transaction.bank',
    title: 'transactions of raw SQL by concurrent callers keep the sum of the accounts at every moment',
    needs: ['sql'],
    timeout: 60_000,
    present: async (context) => {
      const table = sql.identifier(await context.table('id integer primary key, amount bigint'))
      await context.session.run(sql`insert into ${table} values (0, 100), (1, 100), (2, 100), (3, 100)`)
      const total = sql`select sum(amount) as total from ${table}`.as({ total: integer() })
      const wrong: number[] = []
      const move = (from: number, to: number): Promise<void> =>
        context.session.transaction(
          async (tx) => {
            const row = await tx.first(
              sql`select amount from ${table} where id = ${from}`.as({ amount: integer() }),
            )
            await tx.run(sql`update ${table} set amount = ${(row?.amount ?? 0) - 5} where id = ${from}`)
            await tx.run(sql`update ${table} set amount = amount + 5 where id = ${to}`)
          },
          { retries: 100 },
        )
      const mover = async (caller: number): Promise<void> => {
        for (let round = 0; round < 5; round += 1) {
          const from = (caller + round) % 4
          await move(from, (from + 1 + (round % 3)) % 4)
          const sum = (await context.session.first(total))?.total ?? 0
          if (sum !== 400) wrong.push(sum)
        }
      }
      await Promise.all([0, 1, 2, 3].map(mover))
      expect(wrong).toStrictEqual([])
      expect(await context.session.first(total)).toStrictEqual({ total: 400 })
    },
  }),
]
