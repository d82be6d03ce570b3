import { defineTable, integer, timestamps } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { people } from './shapes.ts'

export const recordsTimestamps: readonly Rule[] = [
  rule({
    id: 'records.timestamps.clock',
    title:
      'createdAt is the time of the insert and stays; updatedAt is that of the last update, upsert or updateWhere',
    present: async (context) => {
      const { clock, records: make } = await context.timed()
      const records = await make(people(context.name()))
      const tick = (): Date => {
        clock.advance(1)
        return new Date(clock())
      }
      const times = async (): Promise<unknown> => {
        const { createdAt, updatedAt } = await records.getOrThrow('a', { include: 'all' })
        return [createdAt, updatedAt]
      }
      const made = tick()
      expect(await records.insert({ id: 'a', email: 'a' })).toMatchObject({
        createdAt: made,
        updatedAt: made,
      })
      let at = tick()
      expect(await records.update('a', { age: 1 })).toMatchObject({ createdAt: made, updatedAt: at })
      at = tick()
      expect(await records.upsert({ id: 'a', email: 'a' })).toMatchObject({ createdAt: made, updatedAt: at })
      at = tick()
      await records.updateWhere({ id: 'a' }, { age: 2 })
      expect(await times()).toStrictEqual([made, at])
      at = tick()
      await records.upsertMany([{ id: 'a', email: 'a', age: 5 }])
      expect(await times()).toStrictEqual([made, at])
    },
  }),
  rule({
    id: 'records.timestamps.deletes',
    title: 'delete() and restore() touch neither createdAt nor updatedAt, and reading touches nothing',
    present: async (context) => {
      const { clock, records: make } = await context.timed()
      const records = await make(people(context.name()))
      const { createdAt, updatedAt } = await records.insert({ id: 'a', email: 'a' })
      clock.advance(10)
      await records.delete('a')
      await records.get('a')
      await records.list({ include: 'all' })
      expect(await records.get('a', { include: 'deleted' })).toMatchObject({ createdAt, updatedAt })
      clock.advance(10)
      expect(await records.restore('a')).toMatchObject({ createdAt, updatedAt })
    },
  }),
  rule({
    id: 'records.timestamps.import',
    title: 'insert() and insertMany() keep the times that they bring, and update() takes none',
    present: async (context) => {
      const { clock, records: make } = await context.timed()
      const records = await make(people(context.name()))
      const [createdAt, updatedAt] = [
        new Date('1999-12-31T23:59:59.999Z'),
        new Date('2001-01-01T00:00:00.000Z'),
      ]
      expect(await records.insert({ id: 'a', email: 'a', createdAt, updatedAt })).toMatchObject({
        createdAt,
        updatedAt,
      })
      await records.insertMany([{ id: 'b', email: 'b', createdAt }])
      expect(await records.get('b')).toMatchObject({ createdAt, updatedAt: new Date(clock()) })
      await misuse(() => records.update('a', { createdAt } as never))
      await misuse(() => records.update('a', { updatedAt } as never))
      expect(await records.get('a')).toMatchObject({ createdAt, updatedAt })
    },
  }),
  rule({
    id: 'records.timestamps.one-statement',
    title: 'all rows of one insertMany() or updateWhere() get one time',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insertMany(
        Array.from({ length: 500 }, (_, index) => ({ id: `p${index}`, email: `${index}` })),
      )
      await records.updateWhere({ id: { startsWith: 'p' } }, { age: 1 })
      const rows = await records.list({ limit: 1_000 })
      expect(new Set(rows.map(({ createdAt }) => createdAt.getTime())).size).toBe(1)
      expect(new Set(rows.map(({ updatedAt }) => updatedAt.getTime())).size).toBe(1)
    },
  }),
  rule({
    id: 'records.timestamps.real',
    title:
      'without an injected clock the times are those of the present, to the millisecond at least, and never go back',
    present: async (context) => {
      const table = defineTable(context.name(), {
        id: integer().primaryKey(),
        n: integer(),
        ...timestamps({ created: 'madeAt', updated: 'changedAt' }),
      })
      const records = await context.records(table)
      const before = Date.now()
      const row = await records.insert({ id: 1, n: 0 })
      const later = await records.update(1, { n: 1 })
      // A server has a clock of its own.
      expect(Math.abs(row.madeAt.getTime() - before)).toBeLessThan(60_000)
      expect(later?.changedAt.getTime()).toBeGreaterThanOrEqual(row.changedAt.getTime())
      expect(later?.madeAt).toStrictEqual(row.madeAt)
      expect(Object.keys(row).sort()).toStrictEqual(['changedAt', 'id', 'madeAt', 'n'])
    },
  }),
]
