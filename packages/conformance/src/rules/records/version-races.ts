import { expect } from 'vitest'
import { rule, type Rule } from '../../rule.ts'
import { people } from './shapes.ts'

export const recordsVersionRaces: readonly Rule[] = [
  rule({
    id: 'records.version.many',
    title:
      'insertMany(), updateWhere() and deleteWhere() give every row that they touch a version that it never had',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insertMany([1, 2, 3, 4, 5].map((age) => ({ id: `p${age}`, email: `${age}`, age })))
      const versions: string[] = []
      const note = async (): Promise<void> => {
        versions.push(...(await records.list({ include: 'all' })).map(({ version }) => version))
      }
      await note()
      await records.updateWhere({ age: { gt: 0 } }, { city: 'x' })
      await note()
      await records.deleteWhere({ age: { gt: 0 } })
      await note()
      const [inserted, updated, deleted] = [versions.slice(0, 5), versions.slice(5, 10), versions.slice(10)]
      expect(inserted.filter((version) => [...updated, ...deleted].includes(version))).toStrictEqual([])
      expect(updated.filter((version) => deleted.includes(version))).toStrictEqual([])
    },
  }),
  rule({
    id: 'records.version.race',
    title: 'of concurrent updates with one ifVersion exactly one succeeds, and the others throw conflict',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      const { version: ifVersion } = await records.insert({ id: 'a', email: 'a', age: -1 })
      const results = await Promise.allSettled(
        Array.from({ length: 10 }, (_, age) => records.update('a', { age }, { ifVersion })),
      )
      const winners = results.flatMap((result, age) => (result.status === 'fulfilled' ? [age] : []))
      expect(winners).toHaveLength(1)
      expect((await records.get('a'))?.age).toBe(winners[0])
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'conflict' })
      }
    },
  }),
  rule({
    id: 'records.version.loop',
    title: 'a loop of get() and update() with ifVersion by concurrent callers loses no change',
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insert({ id: 'a', email: 'a', age: 0 })
      const add = async (): Promise<void> => {
        for (;;) {
          const row = await records.getOrThrow('a')
          const changed = await records
            .update('a', { age: (row.age ?? 0) + 1 }, { ifVersion: row.version })
            .catch((error: { code?: string }) =>
              error.code === 'conflict' ? undefined : Promise.reject(error),
            )
          if (changed !== undefined) return
        }
      }
      await Promise.all(Array.from({ length: 8 }, add))
      expect((await records.get('a'))?.age).toBe(8)
    },
  }),
]
