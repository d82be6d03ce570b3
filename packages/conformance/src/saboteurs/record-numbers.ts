import type { LooseRow } from '../rules/records/loose-records.ts'
import type { AnyQuery } from './any-query.ts'
import type { Saboteur } from './saboteur.ts'

export const recordNumberSaboteurs: readonly Saboteur[] = [
  {
    title: 'count() counts soft-deleted rows too',
    caughtBy: 'records.hidden.count',
    make: () => ({
      records: (records) => ({
        count: (where?: object, options?: object) => records.count(where, { include: 'all', ...options }),
      }),
    }),
  },
  {
    title: 'offsetPage() takes a full page for a sign of more',
    caughtBy: 'records.offset-page.numbers',
    make: () => ({
      records: (records) => ({
        offsetPage: async (query: AnyQuery = {}) => {
          const page = (await records.offsetPage(query)) as { items: readonly unknown[] }
          return { ...page, hasMore: page.items.length === (query.size ?? 100) }
        },
      }),
    }),
  },
  {
    title: 'the average of whole numbers is a whole number',
    caughtBy: 'records.aggregate.sums',
    make: () => ({
      records: (records) => ({
        aggregate: async (query: { readonly select: Readonly<Record<string, object>> }) => {
          const row = await records.aggregate(query)
          const cut = Object.entries(row).map(([name, value]) => [
            name,
            'avg' in (query.select[name] ?? {}) && typeof value === 'number' ? Math.trunc(value) : value,
          ])
          return Object.fromEntries(cut) as LooseRow
        },
      }),
    }),
  },
  {
    title: 'the sum of no rows is 0',
    caughtBy: 'records.aggregate.empty',
    make: () => ({
      records: (records) => ({
        aggregate: async (query: object) => {
          const row = await records.aggregate(query)
          return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value ?? 0]))
        },
      }),
    }),
  },
  {
    title: 'group() leaves the group of null out',
    caughtBy: 'differential.records',
    make: () => ({
      records: (records) => ({
        group: async (query: { readonly by: readonly string[] }) =>
          (await records.group(query)).filter((row) => row[query.by[0] ?? ''] !== null),
      }),
    }),
  },
]
