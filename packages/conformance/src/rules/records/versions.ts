import { increment, type TableRow } from '@holdfast/core'
import { expect } from 'vitest'
import { misuse, refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { people, things, type People } from './shapes.ts'

export const recordsVersions: readonly Rule[] = [
  rule({
    id: 'records.version.changes',
    title:
      'the version changes with every change of the row, and no version comes twice, not even after a delete',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      const seen: unknown[] = []
      const note = async (row: unknown): Promise<void> => {
        seen.push((row as TableRow<People> | undefined)?.version)
        expect((await records.get('a', { include: 'all' }))?.version).toBe(seen.at(-1))
      }
      await note(await records.insert({ id: 'a', email: 'a' }))
      await note(await records.update('a', { age: 1 }))
      await note(await records.update('a', { age: 1 }))
      await note(await records.update('a', { credits: increment(0) }))
      await note(await records.upsert({ id: 'a', email: 'a' }))
      await records.updateWhere({ id: 'a' }, { age: 2 })
      await note(await records.get('a'))
      await records.upsertMany([{ id: 'a', email: 'b' }])
      await note(await records.get('a'))
      await records.delete('a')
      await note(await records.get('a', { include: 'all' }))
      await note(await records.restore('a'))
      await records.delete('a')
      await records.purge()
      await note(await records.insert({ id: 'a', email: 'a' }))
      expect(seen.every((version) => typeof version === 'string' && version !== '')).toBe(true)
      expect(new Set(seen).size).toBe(seen.length)
    },
  }),
  rule({
    id: 'records.version.conflict',
    title:
      'update() and delete() with ifVersion change the row of that version, else throw conflict and change nothing',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      const first = await records.insert({ id: 'a', email: 'a', age: 1 })
      const second = await records.update('a', { age: 2 }, { ifVersion: first.version })
      expect(second?.age).toBe(2)
      const error = await refusal('conflict', () =>
        records.update('a', { age: 3 }, { ifVersion: first.version }),
      )
      expect([error.outcome, error.message.includes(first.version)]).toStrictEqual(['not-applied', false])
      await refusal('conflict', () => records.delete('a', { ifVersion: first.version }))
      await refusal('conflict', () => records.update('a', { age: 3 }, { ifVersion: 'made up' }))
      await refusal('conflict', () => records.update('a', { age: 3 }, { ifVersion: '' }))
      expect(await records.get('a')).toStrictEqual(second)
      expect(await records.delete('a', { ifVersion: second?.version ?? '' })).toBe(true)
      expect(await records.count()).toBe(0)
    },
  }),
  rule({
    id: 'records.version.missing',
    title: 'ifVersion for a row that is missing or deleted answers undefined or false, as without it',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      const { version } = await records.insert({ id: 'a', email: 'a' })
      expect(await records.update('b', { age: 1 }, { ifVersion: version })).toBeUndefined()
      expect(await records.delete('b', { ifVersion: version })).toBe(false)
      await records.delete('a')
      const deleted = await records.getOrThrow('a', { include: 'deleted' })
      for (const ifVersion of [version, deleted.version]) {
        expect(await records.update('a', { age: 1 }, { ifVersion })).toBeUndefined()
        expect(await records.delete('a', { ifVersion })).toBe(false)
      }
      expect(await records.get('a', { include: 'deleted' })).toStrictEqual(deleted)
    },
  }),
  rule({
    id: 'records.version.misuse',
    title: 'ifVersion that is null or no string, or for a table without version(), is misuse',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insert({ id: 'a', email: 'a' })
      for (const ifVersion of [null, 5, {}, true] as unknown as string[]) {
        await misuse(() => records.update('a', { age: 1 }, { ifVersion }))
        await misuse(() => records.delete('a', { ifVersion }))
      }
      await misuse(() => records.update('a', { version: 'mine' } as never))
      await misuse(() => records.insert({ id: 'b', email: 'b', version: 'mine' } as never))
      const plain = await context.records(things(context.name()))
      await plain.insert({ id: 1 })
      await misuse(() => plain.update(1, { n: 1 }, { ifVersion: 'x' }))
      await misuse(() => plain.delete(1, { ifVersion: 'x' }))
      expect([await records.count(), await plain.count()]).toStrictEqual([1, 1])
    },
  }),
]
