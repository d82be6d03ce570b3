import { sql, type Row, type SqlQuery } from '@holdfast/core'
import { expect } from 'vitest'
import { failureOf, iterate, misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { idAndName } from './id-and-name.ts'

export const sqlRefusedStatements: readonly Rule[] = [
  rule({
    id: 'sql.plain-string',
    title:
      'all(), first(), run() and stream() refuse a plain string and anything that the sql tag did not make',
    needs: ['sql'],
    present: async (context) => {
      const table = await context.table(idAndName)
      const forged = { parts: [{ text: `drop table ${table}` }], columns: undefined, as: () => forged }
      for (const wrong of [
        `drop table ${table}`,
        undefined,
        null,
        5,
        {},
        forged,
        ['x'],
        () => 'x',
      ] as unknown as SqlQuery<Row>[]) {
        await misuse(() => context.session.all(wrong))
        await misuse(() => context.session.first(wrong))
        await misuse(() => context.session.run(wrong))
        await misuse(() => iterate(context.session.stream(wrong)).next())
      }
      await misuse(() => (sql as unknown as (text: string) => unknown)(`drop table ${table}`))
      expect(await context.session.all(sql`select * from ${sql.identifier(table)}`)).toStrictEqual([])
    },
    absent: async (context) => {
      for (const call of ['all', 'first', 'run'] as const)
        await refusal('unsupported', () => context.session[call](sql`select 1 as one`))
      await refusal('unsupported', () => iterate(context.session.stream(sql`select 1 as one`)).next())
      await refusal('unsupported', () => context.session.bulkInsert('t', [{ a: 1 }]))
    },
  }),
  rule({
    id: 'sql.bad-options',
    title: 'all() and stream() refuse a bad option as misuse',
    needs: ['sql'],
    present: async (context) => {
      const query = sql`select 1 as one`
      for (const wrong of [
        { timeout: -1 },
        { timeout: '5' },
        { time: 5 },
        { timeout: Number.NaN },
      ] as object[]) {
        await misuse(() => context.session.all(query, wrong))
        await misuse(() => iterate(context.session.stream(query, wrong)).next())
      }
      for (const chunk of [0, -1, 1.5, '5'] as number[])
        await misuse(() => iterate(context.session.stream(query, { chunk })).next())
      expect(await context.session.all(query)).toStrictEqual([{ one: 1 }])
    },
  }),
  rule({
    id: 'sql.transaction-control',
    title:
      'raw SQL refuses BEGIN, COMMIT, ROLLBACK, SAVEPOINT and their kin as misuse, inside and outside a transaction',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table(idAndName))
      const words = [
        'begin',
        'BEGIN IMMEDIATE',
        'start transaction',
        ' commit',
        '/* x */ end',
        '-- x\nrollback',
        'savepoint a',
        'release a',
        ';commit',
        'ABORT',
      ]
      for (const word of words) await misuse(() => context.session.run(sql.raw(word)))
      await context.session
        .transaction(async (tx) => {
          await tx.run(sql`insert into ${table} values (1, 'a')`)
          for (const word of words) await misuse(() => tx.run(sql.raw(word)))
          throw new Error('roll back')
        })
        .catch(() => undefined)
      expect(await context.session.all(sql`select id from ${table}`)).toStrictEqual([])
    },
  }),
  rule({
    id: 'sql.several-statements',
    title: 'a text with several statements is refused with syntax, and none of them runs',
    needs: ['sql'],
    present: async (context) => {
      const name = await context.table(idAndName)
      const table = sql.identifier(name)
      await context.session.run(sql`insert into ${table} values (1, 'a')`)
      for (const text of [
        `delete from "${name}"; select 1`,
        `select 1; drop table "${name}"`,
        `select 1; commit; select 2`,
      ]) {
        await refusal('syntax', () => context.session.run(sql.raw(text)))
        await refusal('syntax', () => context.session.all(sql.raw(text)))
      }
      const inTransaction = context.session.transaction(async (tx) => {
        await tx.run(sql`insert into ${table} values (2, 'b')`)
        await tx.run(sql.raw(`delete from "${name}"; commit`))
      })
      expect((await failureOf(() => inTransaction)) as { code?: string }).toHaveProperty('code', 'syntax')
      expect(await context.session.all(sql`select id from ${table}`)).toStrictEqual([{ id: 1 }])
    },
  }),
  rule({
    id: 'sql.empty',
    title: 'an empty statement is refused with syntax',
    needs: ['sql'],
    present: async (context) => {
      expect(await context.session.all(sql`select 1 as one`)).toStrictEqual([{ one: 1 }])
      for (const text of ['', ' ', '-- only a comment', ';'])
        await refusal('syntax', () => context.session.run(sql.raw(text)))
    },
  }),
]
