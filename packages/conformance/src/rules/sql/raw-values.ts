import { bigint, sql } from '@holdfast/core'
import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'

export const sqlRawValues: readonly Rule[] = [
  rule({
    id: 'sql.value.raw-int64',
    title: 'a whole number outside ±(2^53 − 1) throws out-of-range in raw SQL, and is never rounded',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(await context.table('v bigint'))
      for (const value of [2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)]) {
        await context.session.run(sql`delete from ${table}`)
        await context.session.run(sql`insert into ${table} values (${value})`)
        await refusal('out-of-range', () => context.session.all(sql`select v from ${table}`))
        await refusal('out-of-range', () => context.session.first(sql`select v from ${table}`))
        expect(await context.session.first(sql`select v from ${table}`.as({ v: bigint() }))).toStrictEqual({
          v: value,
        })
      }
    },
  }),
  rule({
    id: 'sql.value.raw-table',
    title:
      'raw SQL gives text as string, whole numbers and doubles as number, bytes as Uint8Array and NULL as null',
    needs: ['sql'],
    present: async (context) => {
      const table = sql.identifier(
        await context.table('t text, i bigint, r double precision, b bytea, z text'),
      )
      await context.session.run(
        sql`insert into ${table} values (${'1'}, ${7}, ${0.5}, ${Uint8Array.of(1, 2)}, ${null})`,
      )
      const row = await context.session.first(sql`select * from ${table}`)
      expect(row).toStrictEqual({ t: '1', i: 7, r: 0.5, b: Uint8Array.of(1, 2), z: null })
    },
  }),
]
