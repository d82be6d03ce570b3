import { integer, sql } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

export const sqlBank: readonly Rule[] = [
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
