import { sql } from '@holdfast/core'
import { expect } from 'vitest'
import { failureOf, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const sqlFailedStatements: readonly Rule[] = [
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
]
