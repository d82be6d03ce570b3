import { increment } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { people } from './shapes.ts'

export const changeConcurrency: readonly Rule[] = [
  rule({
    id: 'changes.concurrent',
    title:
      'changes of one record by many at once, also a delete and an insert under the same key, have versions without a gap, and each begins where the last one ended',
    present: async (context) => {
      const table = people(context.name())
      const rows = await context.records(table)
      const { session } = context
      await rows.insert({ id: 'a', email: 'a@x' })
      const once = async (turn: number): Promise<void> => {
        if (turn % 5 === 4) {
          await session.transaction(async (tx) => {
            const own = tx.records(table)
            await own.delete('a')
            await own.purge({ where: { id: 'a' } })
            await own.upsert({ id: 'a', email: 'a@x' }, { update: { credits: increment(1) } })
          })
        } else if (turn % 2 === 0)
          await rows.upsert({ id: 'a', email: 'a@x' }, { update: { credits: increment(1) } })
        else
          await session.transaction((tx) =>
            tx.records(table).updateWhere({ id: 'a' }, { credits: increment(1) }),
          )
      }
      await Promise.all(Array.from({ length: 40 }, (_, turn) => once(turn)))
      const { items } = await session.changes(table).history('a', { order: 'oldest', limit: 1_000 })
      expect(items.map(({ version }) => version)).toStrictEqual(items.map((_, index) => index + 1))
      let credits: number | undefined
      for (const { operation, fields } of items) {
        const field = fields.credits
        if (operation === 'insert') expect(credits).toBeUndefined()
        else if (field !== undefined) expect(field.old).toBe(credits)
        if (field !== undefined) credits = field.new
      }
      expect((await rows.get('a'))?.credits).toBe(credits)
      const times = items.map(({ at }) => at.getTime())
      expect(times).toStrictEqual(times.toSorted((one, other) => one - other))
    },
  }),
]
