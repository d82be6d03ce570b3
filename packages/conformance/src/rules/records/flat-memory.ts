import { expect } from 'vitest'
import { refusal } from '../../failures.ts'
import { held } from '../../live-memory.ts'
import { rule, type Rule } from '../../rule.ts'
import { people } from './shapes.ts'

const hundredThousand = 100_000
const pad = 'x'.repeat(900)

const rows = function* (count: number, wrongAt = -1, look = () => {}) {
  for (let index = 0; index < count; index += 1) {
    if (index % 20_000 === 19_999) look()
    yield {
      id: `p${String(index).padStart(6, '0')}`,
      email: `${index}@x`,
      age: index,
      city: `${index} ${pad}`,
      ...(index === wrongAt && { credits: -1 }),
    }
  }
}

/** The most that was held above what was held before, whenever `work` took a look. */
const growth = async (work: (look: () => void) => Promise<unknown>): Promise<number> => {
  const before = held()
  let most = 0
  const look = (): void => {
    most = Math.max(most, held() - before)
  }
  await work(look)
  look()
  return Math.round(most)
}

/** All rows together are a hundred. */
const fewMegabytes = 30

export const recordsFlatMemory: readonly Rule[] = [
  rule({
    id: 'records.flat.insert-many',
    title:
      'insertMany() of 100 000 rows of a kilobyte does not hold them all, and with a bad row inserts none',
    tier: 'certification',
    needs: ['persistent'],
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await refusal('check', () => records.insertMany(rows(hundredThousand, 60_000)))
      expect(await records.count()).toBe(0)
      const megabytes = await growth(async (look) => {
        expect(await records.insertMany(rows(hundredThousand, -1, look))).toBe(hundredThousand)
      })
      context.note('records', 'insertManyMegabytes', megabytes)
      expect(megabytes).toBeLessThan(fewMegabytes)
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
      const megabytes = await growth(async (look) => {
        const looking = setInterval(look, 200)
        expect(await records.updateWhere(every, { credits: 5 })).toBe(hundredThousand)
        clearInterval(looking)
        expect(await records.deleteWhere(every)).toBe(hundredThousand)
      })
      context.note('records', 'updateWhereMegabytes', megabytes)
      expect(megabytes).toBeLessThan(fewMegabytes)
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
    title: 'walk() over 100 000 rows of a kilobyte holds a page of them at a time',
    tier: 'certification',
    needs: ['persistent'],
    present: async (context) => {
      const records = await context.records(people(context.name()))
      await records.insertMany(rows(hundredThousand))
      let seen = 0
      const megabytes = await growth(async (look) => {
        for await (const row of records.walk({ orderBy: ['id'] })) {
          seen += row.age === seen ? 1 : 0
          if (seen % 20_000 === 0) look()
        }
      })
      context.note('records', 'walkMegabytes', megabytes)
      expect(seen).toBe(hundredThousand)
      expect(megabytes).toBeLessThan(fewMegabytes)
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
