import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { activeAndGone } from './active-and-gone.ts'
import { methods } from './methods.ts'
import { tickets } from './shapes.ts'

export const recordsHandles: readonly Rule[] = [
  rule({
    id: 'records.transaction.read-only',
    title: 'a read-only transaction takes every reading method and refuses every writing one with read-only',
    present: async (context) => {
      const { table, records } = await activeAndGone(context)
      const before = await records.list({ include: 'all' })
      await context.session.transaction(
        async (tx) => {
          for (const method of methods.filter(({ isWrite }) => !isWrite))
            await method.run(tx.records(table), 'a')
        },
        { readOnly: true },
      )
      for (const method of methods.filter(({ isWrite }) => isWrite)) {
        const id = method.name === 'restore' ? 'gone' : 'a'
        await refusal('read-only', () =>
          context.session.transaction((tx) => method.run(tx.records(table), id), { readOnly: true }),
        )
      }
      expect(await records.list({ include: 'all' })).toStrictEqual(before)
    },
  }),
  rule({
    id: 'records.transaction.handles',
    title:
      'inside a transaction the database’s records() throw a TypeError, and after it those of tx throw closed',
    present: async (context) => {
      const table = tickets(context.name())
      const records = await context.records(table)
      await records.insert({ id: 'a', subject: 'a' })
      const [tx] = await context.session.transaction(async (inner) => {
        for (const method of methods) await misuse(() => method.run(records, 'a'))
        return [inner]
      })
      for (const method of methods) {
        await refusal('closed', async () => tx && method.run(tx.records(table), 'a'))
      }
      expect(await records.count()).toBe(1)
    },
  }),
  rule({
    id: 'records.transaction.closed',
    title: 'every method of records() on a closed database throws closed',
    present: async (context) => {
      const table = tickets(context.name())
      const db = await context.open()
      const before = db.tenant(context.tenant).records(table)
      await db.close()
      for (const method of methods) {
        await refusal('closed', () => method.run(before, 'a'))
        await refusal('closed', () => method.run(db.tenant(context.tenant).records(table), 'a'))
      }
      await refusal('closed', () => db.createTables([table]))
    },
  }),
]
