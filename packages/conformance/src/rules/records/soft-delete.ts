import { expect } from 'vitest'
import { defineTable, integer, softDelete, sql } from '@holdfast/core'
import { misuse } from '../../failures.ts'
import { nameOf } from '../../table-name.ts'
import { rule, type Rule } from '../../rule.ts'
import { people, things } from './shapes.ts'

export const recordsSoftDelete: readonly Rule[] = [
  rule({
    id: 'records.soft-delete.marks',
    title:
      'delete() marks the row with the time and with who deletes, and changes nothing else but the version',
    present: async (context) => {
      const timed = await context.timed()
      const records = await timed.records(people(context.name()))
      const before = await records.insert({ id: 'a', email: 'a@x', age: 5 })
      await records.insert({ id: 'b', email: 'b@x' })
      timed.clock.advance(1_000)
      const deletedAt = new Date(timed.clock())
      expect(await records.delete('a', { by: 'me@x' })).toBe(true)
      expect(await records.delete('b')).toBe(true)
      const after = await records.get('a', { include: 'all' })
      expect(after).toStrictEqual({ ...before, deletedAt, deletedBy: 'me@x', version: after?.version })
      expect(after?.version).not.toBe(before.version)
      expect(await records.get('b', { include: 'deleted' })).toMatchObject({ deletedAt, deletedBy: null })
    },
  }),
  rule({
    id: 'records.soft-delete.twice',
    title: 'delete() of a row that is deleted already, or was never there, answers false and changes nothing',
    present: async (context) => {
      const timed = await context.timed()
      const records = await timed.records(people(context.name()))
      await records.insert({ id: 'a', email: 'a@x' })
      expect(await records.delete('a', { by: 'first' })).toBe(true)
      const deleted = await records.get('a', { include: 'deleted' })
      timed.clock.advance(5)
      expect(await records.delete('a', { by: 'second' })).toBe(false)
      expect(await records.delete('b')).toBe(false)
      expect(await records.deleteWhere({ email: 'a@x' }, { by: 'third' })).toBe(0)
      expect(await records.get('a', { include: 'deleted' })).toStrictEqual(deleted)
    },
  }),
  rule({
    id: 'records.soft-delete.where',
    title: 'deleteWhere() marks every active row that matches, and resolves with their number',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insertMany([1, 2, 3, 4].map((age) => ({ id: `p${age}`, email: `${age}`, age })))
      await records.delete('p1', { by: 'before' })
      expect(await records.deleteWhere({ age: { lte: 3 } }, { by: 'now' })).toBe(2)
      const all = await records.list({ include: 'all', select: ['id', 'deletedBy'] })
      expect(all).toStrictEqual([
        { id: 'p1', deletedBy: 'before' },
        { id: 'p2', deletedBy: 'now' },
        { id: 'p3', deletedBy: 'now' },
        { id: 'p4', deletedBy: null },
      ])
    },
  }),
  rule({
    id: 'records.soft-delete.recreate',
    title:
      'a deleted row does not keep a unique value taken: it can be re-created and deleted again and again, also at once',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      for (let round = 0; round < 4; round += 1) {
        await records.insert({ id: `r${round}`, email: 'same@x', age: round })
        expect(await records.delete(`r${round}`)).toBe(true)
      }
      await records.insertMany([
        { id: 'x', email: 'x@x' },
        { id: 'y', email: 'y@x' },
      ])
      expect(await records.deleteWhere({ id: { in: ['x', 'y'] } })).toBe(2)
      await records.insertMany([
        { id: 'x2', email: 'x@x' },
        { id: 'y2', email: 'y@x' },
      ])
      expect(await records.deleteWhere({ id: { in: ['x2', 'y2'] } })).toBe(2)
      await records.insert({ id: 'last', email: 'same@x' })
      expect((await records.find({ email: 'same@x' }))?.id).toBe('last')
      expect(await records.count({ email: 'same@x' }, { include: 'all' })).toBe(5)
      expect(await records.count({}, { include: 'deleted' })).toBe(8)
    },
  }),
  rule({
    id: 'records.soft-delete.names',
    title: 'softDelete() with names of its own keeps them, and a table without it deletes for good',
    present: async (context) => {
      const table = defineTable(context.name(), {
        id: integer().primaryKey(),
        ...softDelete({ at: 'deactivatedAt', by: 'deactivatedBy' }),
      })
      const records = await context.records(table)
      await records.insertMany([{ id: 1 }, { id: 2 }])
      await records.delete(1, { by: 'me' })
      const row = await records.get(1, { include: 'deleted' })
      expect([row?.deactivatedAt instanceof Date, row?.deactivatedBy]).toStrictEqual([true, 'me'])
      expect(await records.list()).toStrictEqual([{ id: 2, deactivatedAt: null, deactivatedBy: null }])
      const hard = things(context.name())
      const gone = await context.records(hard)
      await gone.insertMany([{ id: 1 }, { id: 2 }, { id: 3 }])
      expect([await gone.delete(1), await gone.deleteWhere({ id: 2 })]).toStrictEqual([true, 1])
      expect(await gone.list({ include: 'all' })).toMatchObject([{ id: 3 }])
      if (!context.capabilities.sql) return
      const rows = await context.session.all(sql`select id from ${sql.identifier(nameOf(hard))}`)
      expect(rows).toStrictEqual([{ id: 3 }])
    },
  }),
  rule({
    id: 'records.soft-delete.kept',
    title:
      'what softDelete() keeps cannot be written by insert(), update() or upsert(), and its hidden column is not shown',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      const row = await records.insert({ id: 'a', email: 'a' })
      for (const kept of [
        { deletedAt: null },
        { deletedAt: new Date() },
        { deletedBy: 'me' },
        { tombstone: 'x' },
      ]) {
        await misuse(() => records.insert({ id: 'b', email: 'b', ...kept }))
        await misuse(() => records.insertMany([{ id: 'b', email: 'b', ...kept }]))
        await misuse(() => records.update('a', kept as never))
        await misuse(() => records.updateWhere({ id: 'a' }, kept as never))
        await misuse(() => records.upsert({ id: 'a', email: 'a', ...kept }))
      }
      await misuse(() => records.list({ where: { tombstone: '' } as never }))
      await misuse(() => records.list({ select: ['tombstone'] as never }))
      expect(Object.keys(row)).not.toContain('tombstone')
      expect(await records.list({ include: 'all' })).toStrictEqual([row])
      await misuse(() => records.delete('a', { by: 5 as never }))
      expect(await records.count()).toBe(1)
    },
  }),
]
