import { collect } from '../failures.ts'
import type { AnyQuery } from './any-query.ts'
import type { Saboteur } from './saboteur.ts'

const firstColumn = ({ orderBy }: AnyQuery): string => String([orderBy?.[0] ?? 'id'].flat()[0])

export const recordReadSaboteurs: readonly Saboteur[] = [
  {
    title: 'get() shows a soft-deleted row',
    caughtBy: 'records.hidden.get',
    make: () => ({
      records: (records) => ({
        get: (key: unknown, options?: object) => records.get(key, { include: 'all', ...options }),
      }),
    }),
  },
  {
    title: 'page() takes a cursor of another query and begins anew',
    caughtBy: 'records.cursor.other-query',
    make: () => ({
      records: (records) => ({
        page: ({ after, before, ...query }: AnyQuery = {}) =>
          records
            .page({
              ...query,
              ...(after !== undefined && { after }),
              ...(before !== undefined && { before }),
            })
            .catch((error: { code?: string }) =>
              error.code === 'invalid-value' ? records.page(query) : Promise.reject(error as Error),
            ),
      }),
    }),
  },
  {
    title: 'page() goes on behind all rows that are equal in the first column of the order',
    caughtBy: 'records.page.random-orders',
    make: () => {
      const lasts = new Map<string, unknown>()
      return {
        records: (records) => ({
          page: async (query: AnyQuery = {}) => {
            const page = await records.page(query)
            const column = firstColumn(query)
            const { after } = query
            const items =
              after === undefined ? page.items : page.items.filter((row) => row[column] !== lasts.get(after))
            if (page.next !== undefined) lasts.set(page.next, page.items.at(-1)?.[column])
            return { ...page, items }
          },
        }),
      }
    },
  },
  {
    title: 'null comes last in an ascending order',
    caughtBy: 'records.order.integer',
    make: () => ({
      records: (records) => ({
        list: ({ orderBy = [], ...query }: AnyQuery = {}) =>
          records.list({
            ...query,
            orderBy: orderBy.map((item) => {
              const [column, direction = 'asc', nulls] = [item].flat()
              return [column, direction, nulls ?? (direction === 'asc' ? 'nulls last' : 'nulls first')]
            }),
          }),
      }),
    }),
  },
  {
    title: 'text is ordered as people read it',
    caughtBy: 'records.order.text',
    make: () => ({
      records: (records) => ({
        list: async (query: AnyQuery = {}) => {
          const rows = await records.list(query)
          const column = firstColumn(query)
          return rows.toSorted((left, right) => String(left[column]).localeCompare(String(right[column])))
        },
      }),
    }),
  },
  {
    title: 'walk() ends after its first page',
    caughtBy: 'records.walk.all',
    make: () => ({
      records: (records) => ({
        walk: async function* (query?: object) {
          yield* (await collect(records.walk(query))).slice(0, 1_000)
        },
      }),
    }),
  },
  {
    title: 'forUpdate outside a transaction is passed over',
    caughtBy: 'records.for-update.methods',
    make: () => ({
      records: (records, { isTransaction }) => ({
        find: (where: object, options: object = {}) =>
          records.find(where, isTransaction ? options : { ...options, forUpdate: false }),
      }),
    }),
  },
]
