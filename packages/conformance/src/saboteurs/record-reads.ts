import { collect } from '../failures.ts'
import type { LooseRow } from '../rules/records/loose-records.ts'
import type { Saboteur } from './saboteur.ts'

type Query = Readonly<Record<string, unknown>> & {
  readonly where?: object
  readonly orderBy?: readonly (string | readonly unknown[])[]
  readonly limit?: number
  readonly after?: string
  readonly size?: number
}

const firstColumn = ({ orderBy }: Query): string => String([orderBy?.[0] ?? 'id'].flat()[0])

/** Each condition of a filter, changed; the filter may be nested. */
const changed = (where: unknown, change: (condition: LooseRow) => object): unknown => {
  if (Array.isArray(where)) return where.map((part) => changed(part, change))
  if (typeof where !== 'object' || where === null || Object.getPrototypeOf(where) !== Object.prototype)
    return where
  const parts = Object.entries(where).map(([name, part]) => [name, changed(part, change)])
  return change(Object.fromEntries(parts) as LooseRow)
}

export const recordReadSaboteurs: readonly Saboteur[] = [
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
        page: ({ after, before, ...query }: Query = {}) =>
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
          page: async (query: Query = {}) => {
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
        list: ({ orderBy = [], ...query }: Query = {}) =>
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
        list: async (query: Query = {}) => {
          const rows = await records.list(query)
          const column = firstColumn(query)
          return rows.toSorted((left, right) => String(left[column]).localeCompare(String(right[column])))
        },
      }),
    }),
  },
  {
    title: 'ne leaves rows out that are null, as SQL does',
    caughtBy: 'records.filter.integer',
    make: () => ({
      records: (records) => ({
        list: ({ where = {}, ...query }: Query = {}) => {
          const narrowed = changed(where, (part) => ('ne' in part ? { ...part, isNull: false } : part))
          return records.list({ ...query, where: narrowed })
        },
      }),
    }),
  },
  {
    title: 'an empty list in in matches every row',
    caughtBy: 'records.filter.integer',
    make: () => ({
      records: (records) => ({
        list: ({ where = {}, ...query }: Query = {}) =>
          records.list({
            ...query,
            where: changed(where, (part) =>
              Object.values(part).some((inner) => JSON.stringify(inner) === '{"in":[]}') ? {} : part,
            ),
          }),
      }),
    }),
  },
  {
    title: 'startsWith is a LIKE pattern',
    caughtBy: 'records.filter.prefix',
    make: () => ({
      records: (records) => ({
        list: async ({ where = {}, ...query }: Query = {}) => {
          const [name = '', condition] = Object.entries(where)[0] ?? []
          const prefix = (condition as { startsWith?: string } | undefined)?.startsWith
          if (prefix === undefined) return records.list({ where, ...query })
          const pattern = prefix
            .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
            .replaceAll('%', '.*')
            .replaceAll('_', '.')
          const rows = await records.list(query)
          return rows.filter(
            (row) => typeof row[name] === 'string' && new RegExp(`^${pattern}`, 'is').test(row[name]),
          )
        },
      }),
    }),
  },
  {
    title: 'a JSON path takes a number for its digits',
    caughtBy: 'records.filter.json-scalars',
    make: () => ({
      records: (records) => ({
        list: ({ where = {}, ...query }: Query = {}) =>
          records.list({
            ...query,
            where: changed(where, ({ eq, ...part }) =>
              'path' in part && typeof eq === 'number'
                ? { ...part, in: [eq, String(eq)] }
                : { ...part, ...(eq !== undefined && { eq }) },
            ),
          }),
      }),
    }),
  },
  {
    title: 'offsetPage() takes a full page for a sign of more',
    caughtBy: 'records.offset-page.numbers',
    make: () => ({
      records: (records) => ({
        offsetPage: async (query: Query = {}) => {
          const page = (await records.offsetPage(query)) as { items: readonly unknown[] }
          return { ...page, hasMore: page.items.length === (query.size ?? 100) }
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
    title: 'a filter that names no column of the table matches nothing',
    caughtBy: 'records.refused.filters',
    make: () => ({
      records: (records) => ({
        exists: (where: object, options?: object) => records.exists(where, options).catch(() => false),
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
