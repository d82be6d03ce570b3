import { defineTable, hasCode, increment, integer, newUuid, text, timestamps, uuid } from '@holdfast/core'
import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'

const accounts = (name: string) =>
  defineTable(
    name,
    { id: text().primaryKey(), credits: integer().default(0) },
    { check: { solvent: { credits: { gte: 0 } } } },
  )

export const recordsTransfers: readonly Rule[] = [
  rule({
    id: 'records.use.transfer',
    title:
      'credit transfers by sixteen concurrent callers keep the sum at every moment, never go negative, and apply each key once',
    timeout: 90_000,
    present: async (context) => {
      const users = accounts(context.name())
      const entries = defineTable(context.name(), {
        id: uuid().primaryKey().default(newUuid),
        key: text().unique(),
        from: text().references(() => users.id),
        to: text().references(() => users.id),
        amount: integer(),
        ...timestamps(),
      })
      await context.tables([users, entries])
      const { session } = context
      const balances = session.records(users)
      const ids = ['a', 'b', 'c', 'd']
      await balances.insertMany(ids.map((id) => ({ id, credits: 100 })))
      const outcomes = { done: 0, poor: 0, repeated: 0 }
      const transfer = async (from: string, to: string, amount: number, key: string): Promise<void> => {
        try {
          await session.transaction(
            async (tx) => {
              // Locked in key order, so that two transfers never wait for each other.
              for (const id of [from, to].sort()) await tx.records(users).getOrThrow(id, { forUpdate: true })
              await tx.records(users).update(from, { credits: increment(-amount) })
              await tx.records(users).update(to, { credits: increment(amount) })
              await tx.records(entries).insert({ key, from, to, amount })
            },
            { retries: 200 },
          )
          outcomes.done += 1
        } catch (error) {
          if (hasCode(error, 'check')) outcomes.poor += 1
          else if (hasCode(error, 'duplicate')) outcomes.repeated += 1
          else throw error
        }
      }
      const sums: unknown[] = []
      const caller = async (lane: number): Promise<void> => {
        for (let round = 0; round < 6; round += 1) {
          const [from = '', to = ''] = context.random.shuffle(ids)
          const key = `${lane % 8}-${round}`
          await transfer(from, to, 10 + context.random.whole(90), key)
          const { sum, low } = await balances.aggregate({
            select: { sum: { sum: 'credits' }, low: { min: 'credits' } },
          })
          if (sum !== 400 || (low ?? -1) < 0) sums.push([sum, low])
        }
      }
      await Promise.all(Array.from({ length: 16 }, (_, lane) => caller(lane)))
      expect(sums).toStrictEqual([])
      expect(outcomes.done + outcomes.poor + outcomes.repeated).toBe(96)
      const ledger = session.records(entries)
      expect(await ledger.count()).toBe(outcomes.done)
      const net = new Map(ids.map((id) => [id, 100]))
      for await (const { from, to, amount } of ledger.walk()) {
        net.set(from, (net.get(from) ?? 0) - amount)
        net.set(to, (net.get(to) ?? 0) + amount)
      }
      expect((await balances.list()).map(({ id, credits }) => [id, credits])).toStrictEqual([...net])
    },
  }),
]
