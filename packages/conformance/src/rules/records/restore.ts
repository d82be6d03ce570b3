import { expect } from 'vitest'
import { defineTable, integer, softDelete, text } from '@holdfast/core'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { people, things } from './shapes.ts'

export const recordsRestore: readonly Rule[] = [
  rule({
    id: 'records.restore.back',
    title: 'restore() brings a deleted row back as it was, with a new version, and resolves with it',
    present: async (context) => {
      const timed = await context.timed()
      const records = await timed.records(people(context.name()))
      const before = await records.insert({ id: 'a', email: 'a@x', age: 5 })
      timed.clock.advance(7)
      await records.delete('a', { by: 'me' })
      const deleted = await records.getOrThrow('a', { include: 'deleted' })
      timed.clock.advance(7)
      const restored = await records.restore('a')
      expect(restored).toStrictEqual({ ...before, version: restored?.version })
      expect([before.version, deleted.version]).not.toContain(restored?.version)
      expect(await records.get('a')).toStrictEqual(restored)
      expect(await records.count({}, { include: 'deleted' })).toBe(0)
    },
  }),
  rule({
    id: 'records.restore.nothing',
    title: 'restore() of a row that is active or was never there answers undefined and changes nothing',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      const row = await records.insert({ id: 'a', email: 'a@x' })
      expect(await records.restore('a')).toBeUndefined()
      expect(await records.restore('b')).toBeUndefined()
      expect(await records.get('a')).toStrictEqual(row)
    },
  }),
  rule({
    id: 'records.restore.twin',
    title: 'restore() throws duplicate when another row has the unique value now, and changes neither',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insert({ id: 'old', email: 'same@x' })
      await records.delete('old', { by: 'me' })
      const twin = await records.insert({ id: 'new', email: 'same@x' })
      const deleted = await records.get('old', { include: 'deleted' })
      await refusal('duplicate', () => records.restore('old'))
      expect(await records.get('old', { include: 'deleted' })).toStrictEqual(deleted)
      expect(await records.get('new')).toStrictEqual(twin)
      await records.delete('new')
      expect((await records.restore('old'))?.id).toBe('old')
      await refusal('duplicate', () => records.restore('new'))
    },
  }),
  rule({
    id: 'records.restore.composite',
    title: 'restore() looks at unique constraints of several columns, and lets a null pass',
    present: async (context) => {
      const table = defineTable(
        context.name(),
        { id: integer().primaryKey(), room: text(), hour: integer().nullable(), ...softDelete() },
        { unique: [['room', 'hour']] },
      )
      const records = await context.records(table)
      await records.insertMany([
        { id: 1, room: 'a', hour: 1 },
        { id: 2, room: 'a' },
      ])
      await records.deleteWhere({ room: 'a' })
      await records.insertMany([
        { id: 3, room: 'a', hour: 1 },
        { id: 4, room: 'a' },
      ])
      await refusal('duplicate', () => records.restore(1))
      expect((await records.restore(2))?.id).toBe(2)
      await records.update(3, { hour: 2 })
      expect((await records.restore(1))?.hour).toBe(1)
      expect(await records.count()).toBe(4)
    },
  }),
  rule({
    id: 'records.restore.race',
    title: 'of concurrent restores of twins exactly one succeeds, and the others throw duplicate',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      const ids = Array.from({ length: 6 }, (_, index) => `p${index}`)
      for (const id of ids) {
        await records.insert({ id, email: 'same@x' })
        await records.delete(id)
      }
      const results = await Promise.allSettled(ids.map((id) => records.restore(id)))
      const failed = results.flatMap((result) =>
        result.status === 'rejected' ? [result.reason as unknown] : [],
      )
      expect(failed).toHaveLength(ids.length - 1)
      for (const reason of failed) expect(reason).toMatchObject({ code: 'duplicate' })
      expect(await records.count()).toBe(1)
    },
  }),
  rule({
    id: 'records.restore.hard',
    title: 'restore(), purge() and include deleted are misuse or empty for a table without softDelete()',
    present: async (context) => {
      const records = await context.records(things(context.name()))
      await records.insert({ id: 1 })
      await misuse(() => records.restore(1))
      await misuse(() => records.purge())
      expect(await records.list({ include: 'all' })).toHaveLength(1)
      expect(await records.list({ include: 'deleted' })).toStrictEqual([])
      await misuse(() => records.list({ include: 'gone' as never }))
      await misuse(() => records.count({}, { include: true as never }))
    },
  }),
]
