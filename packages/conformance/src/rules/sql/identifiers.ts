import { sql } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const sqlIdentifiers: readonly Rule[] = [
  rule({
    id: 'sql.identifier',
    title: 'sql.identifier() quotes hostile and reserved names of tables and columns',
    needs: ['sql'],
    present: async (context) => {
      const names = [
        'select',
        'Table',
        'with space',
        'a"b',
        "a'b",
        'a.b',
        'ключ',
        '😀',
        '%',
        '$1',
        '?',
        'a;drop',
        '"',
        'null',
        'x'.repeat(context.limits.nameBytes),
      ]
      for (const column of names) {
        const table = sql.identifier(context.name())
        await context.session.run(sql`create table ${table} (${sql.identifier(column)} integer)`)
        context.after(() => context.session.run(sql`drop table ${table}`))
        await context.session.run(sql`insert into ${table} (${sql.identifier(column)}) values (${5})`)
        expect(await context.session.all(sql`select ${sql.identifier(column)} from ${table}`)).toStrictEqual([
          { [column]: 5 },
        ])
      }
      const hostileTable = sql.identifier(`a "b'; ${context.name()}`)
      await context.session.run(sql`create table ${hostileTable} (id integer)`)
      context.after(() => context.session.run(sql`drop table ${hostileTable}`))
      expect(await context.session.all(sql`select ${hostileTable}.id from ${hostileTable}`)).toStrictEqual([])
    },
  }),
  rule({
    id: 'sql.identifier.refused',
    title: 'sql.identifier() refuses what is no name: misuse when empty, too-large beyond limits.nameBytes',
    needs: ['sql'],
    present: async (context) => {
      await context.session.all(sql`select 1 as one`)
      await misuse(() => sql.identifier(''))
      await misuse(() => sql.identifier())
      await misuse(() => sql.identifier(5 as unknown as string))
      await refusal('invalid-value', () => sql.identifier('a\u0000b'))
      await refusal('too-large', () => sql.identifier('x'.repeat(context.limits.nameBytes + 1)))
    },
  }),
]
