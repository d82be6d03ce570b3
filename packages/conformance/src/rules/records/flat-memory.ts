import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { rule, type Rule } from '../../rule.ts'
import { people } from './shapes.ts'

const hundredThousand = 100_000
const pad = 'x'.repeat(1_900)

const rows = function* (count: number, wrongAt = -1) {
  for (let index = 0; index < count; index += 1) {
    yield {
      id: `p${String(index).padStart(6, '0')}`,
      email: `${index}@x`,
      age: index,
      city: `${index} ${pad}`,
      ...(index === wrongAt && { credits: -1 }),
    }
  }
}

/** The most memory of JavaScript, in MiB, above what was held before, while `work` ran. What an engine in the process caches is its own affair. */
const growth = async (work: () => Promise<unknown>): Promise<number> => {
  const held = (): number => {
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  const before = held()
  let most = before
  const timer = setInterval(() => {
    most = Math.max(most, held())
  }, 5)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
  return Math.round((Math.max(most, held()) - before) / 2 ** 20)
}

export const recordsFlatMemory: readonly Rule[] = [
  rule({
    id: 'records.flat.insert-many',
    title:
      'insertMany() of 100 000 rows of two kilobytes does not hold them all, and with a bad row inserts none',
    tier: 'certification',
    needs: ['persistent'],
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await refusal('check', () => records.insertMany(rows(hundredThousand, 60_000)))
      expect(await records.count()).toBe(0)
      const megabytes = await growth(async () => {
        expect(await records.insertMany(rows(hundredThousand))).toBe(hundredThousand)
      })
      context.note('records', 'insertManyMegabytes', megabytes)
      // The rows together are twice as much.
      expect(megabytes).toBeLessThan(150)
      expect(await records.count()).toBe(hundredThousand)
    },
    absent: async (context) => {
      const records = await context.records(people(context.name()))
      expect(await records.insertMany(rows(1_000))).toBe(1_000)
    },
  }),
  rule({
    id: 'records.flat.update-where',
    title: 'updateWhere() and deleteWhere() of 100 000 rows bring none of them into the process',
    tier: 'certification',
    needs: ['persistent'],
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insertMany(rows(hundredThousand))
      const every = { not: { or: [] } }
      const megabytes = await growth(async () => {
        expect(await records.updateWhere(every, { credits: 5 })).toBe(hundredThousand)
        expect(await records.deleteWhere(every)).toBe(hundredThousand)
      })
      context.note('records', 'updateWhereMegabytes', megabytes)
      expect(megabytes).toBeLessThan(150)
      expect(await records.count({ credits: 5 }, { include: 'deleted' })).toBe(hundredThousand)
      expect(await records.purge({ limit: 10_000 })).toBe(10_000)
    },
    absent: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insertMany(rows(1_000))
      expect(await records.updateWhere({ not: { or: [] } }, { credits: 5 })).toBe(1_000)
    },
  }),
  rule({
    id: 'records.flat.walk',
    title: 'walk() over 100 000 rows of two kilobytes holds a page of them at a time',
    tier: 'certification',
    needs: ['persistent'],
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insertMany(rows(hundredThousand))
      let seen = 0
      const megabytes = await growth(async () => {
        for await (const row of records.walk({ orderBy: ['id'] })) seen += row.age === seen ? 1 : 0
      })
      context.note('records', 'walkMegabytes', megabytes)
      expect(seen).toBe(hundredThousand)
      expect(megabytes).toBeLessThan(150)
    },
    absent: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insertMany(rows(1_000))
      let seen = 0
      for await (const row of records.walk()) seen += row.age === seen ? 1 : 0
      expect(seen).toBe(1_000)
    },
  }),
]
