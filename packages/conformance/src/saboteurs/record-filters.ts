import type { LooseRow } from '../rules/records/loose-records.ts'
import type { AnyQuery } from './any-query.ts'
import type { Saboteur } from './saboteur.ts'

/** Each condition of a filter, changed; the filter may be nested. */
const changed = (where: unknown, change: (condition: LooseRow) => object): unknown => {
  if (Array.isArray(where)) return where.map((part) => changed(part, change))
  if (typeof where !== 'object' || where === null || Object.getPrototypeOf(where) !== Object.prototype)
    return where
  const parts = Object.entries(where).map(([name, part]) => [name, changed(part, change)])
  return change(Object.fromEntries(parts) as LooseRow)
}

export const recordFilterSaboteurs: readonly Saboteur[] = [
  {
    title: 'ne leaves rows out that are null, as SQL does',
    caughtBy: 'records.filter.integer',
    make: () => ({
      records: (records) => ({
        list: ({ where = {}, ...query }: AnyQuery = {}) => {
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
        list: ({ where = {}, ...query }: AnyQuery = {}) =>
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
        list: async ({ where = {}, ...query }: AnyQuery = {}) => {
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
        list: ({ where = {}, ...query }: AnyQuery = {}) =>
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
    title: 'a filter that names no column of the table matches nothing',
    caughtBy: 'records.refused.filters',
    make: () => ({
      records: (records) => ({
        exists: (where: object, options?: object) => records.exists(where, options).catch(() => false),
      }),
    }),
  },
]
