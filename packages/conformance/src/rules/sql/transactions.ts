import { sql } from '@holdfast/core'
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
]
