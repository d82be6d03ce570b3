import type { Filter } from '@holdfast/core'
import { expect } from 'vitest'
import type { Context } from '../../context.ts'
import { rule, type Rule } from '../../rule.ts'
import { labelledThings, type ThingFilter } from './labelled-things.ts'

const filterOf = (context: Context, depth: number): ThingFilter => {
  const { random } = context
  const n = random.pick([0, 1, 2, 3])
  const label = random.pick(['a', 'b', '', '%', 'a%'])
  const leaf = random.pick<ThingFilter>([
    { n },
    { n: { ne: n } },
    { n: { gt: n } },
    { n: { lte: n } },
    { n: { in: [n, null] } },
    { n: { notIn: [n, 1] } },
    { n: { isNull: true } },
    { label },
    { label: { startsWith: label } },
    { label: { lt: label } },
    { flag: random.pick([true, false, null]) },
    { flag: { ne: true } },
  ])
  if (depth === 0) return leaf
  const inner = (): Filter<never> => filterOf(context, depth - 1) as never
  return random.pick<() => ThingFilter>([
    () => leaf,
    () => ({ and: [inner(), inner()] as never }),
    () => ({ or: [inner(), inner()] as never }),
    () => ({ not: inner() }),
    () => ({ ...leaf, or: [inner(), inner()] as never }),
  ])()
}

export const recordsRandomFilters: readonly Rule[] = [
  rule({
    id: 'records.filter.complement',
    title: 'rows that match a filter and rows that match its not are all rows, each once, for random filters',
    present: async (context) => {
      const { ids } = await labelledThings(context)
      for (let round = 0; round < 60; round += 1) {
        const where = filterOf(context, 3)
        const [matching, others] = [await ids(where), await ids({ not: where })]
        const all = [...matching, ...others].sort((left, right) => left - right)
        expect(all, JSON.stringify(where)).toStrictEqual([1, 2, 3, 4, 5, 6])
      }
    },
  }),
]
