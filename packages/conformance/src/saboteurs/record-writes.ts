import { looseRecords, type LooseRow } from '../rules/records/loose-records.ts'
import type { Saboteur } from './saboteur.ts'

export const recordWriteSaboteurs: readonly Saboteur[] = [
  {
    title: 'updateWhere() forgets the tenant',
    caughtBy: 'records.tenant.updateWhere',
    make: () => ({
      records: (records, { db, table, isTransaction }) => ({
        updateWhere: (where: object, patch: object) =>
          (isTransaction ? records : looseRecords(db.system(), table)).updateWhere(where, patch),
      }),
    }),
  },
  {
    title: 'purge() forgets the tenant',
    caughtBy: 'records.tenant.purge',
    make: () => ({
      records: (records, { db, table, isTransaction }) => ({
        purge: (options?: object) =>
          (isTransaction ? records : looseRecords(db.system(), table)).purge(options),
      }),
    }),
  },
  {
    title: 'update() with increment() reads, adds and writes',
    caughtBy: 'records.increment.concurrent',
    make: () => ({
      records: (records) => ({
        update: async (key: unknown, patch: LooseRow, options?: object) => {
          const row = await records.get(key)
          const values = Object.entries(patch).map(([name, value]) => {
            const by = (value as { increment?: unknown } | null)?.increment
            return [name, typeof by === 'number' ? Number(row?.[name]) + by : value]
          })
          await new Promise((resolve) => setImmediate(resolve))
          return records.update(key, Object.fromEntries(values) as LooseRow, options)
        },
      }),
    }),
  },
  {
    title: 'upsert() leaves the row that exists as it is',
    caughtBy: 'records.upsert.key',
    make: () => ({
      records: (records) => ({
        upsert: async (row: LooseRow, options?: object) =>
          (await records.get(row['id'])) ?? records.upsert(row, options),
      }),
    }),
  },
  {
    title: 'of rows with the same key in one upsertMany() the first wins',
    caughtBy: 'records.upsert-many.repeats',
    make: () => ({
      records: (records) => ({
        upsertMany: (rows: Iterable<object>, options?: object) =>
          records.upsertMany([...rows].reverse(), options),
      }),
    }),
  },
  {
    title: 'updateWhere() with an empty filter changes every row',
    caughtBy: 'records.update.everything',
    make: () => ({
      records: (records) => ({
        updateWhere: (where: object, patch: object) =>
          records.updateWhere({ ...where, not: { or: [] } }, patch),
      }),
    }),
  },
  {
    title: 'insertMany() commits what came before the bad row',
    caughtBy: 'records.insert-many.all-or-none',
    make: () => ({
      records: (records) => ({
        insertMany: async (rows: Iterable<object>) => {
          let count = 0
          for (const row of rows) {
            await records.insert(row)
            count += 1
          }
          return count
        },
      }),
    }),
  },
  {
    title: 'delete() of a row that is deleted already says that it did it',
    caughtBy: 'records.soft-delete.twice',
    make: () => ({
      records: (records) => ({
        delete: async (key: unknown, options?: object) =>
          (await records.delete(key, options)) || records.exists({ id: key }, { include: 'all' }),
      }),
    }),
  },
  {
    title: 'purge() takes what was deleted at deletedBefore itself',
    caughtBy: 'records.purge.before',
    make: () => ({
      records: (records) => ({
        purge: ({ deletedBefore, ...options }: { readonly deletedBefore?: Date } = {}) =>
          records.purge(
            deletedBefore === undefined
              ? options
              : { ...options, deletedBefore: new Date(deletedBefore.getTime() + 1) },
          ),
      }),
    }),
  },
  {
    title: 'a JSON value that was read is that which was written',
    caughtBy: 'records.value.fresh-copies',
    make: () => {
      const rows = new Map<unknown, LooseRow>()
      return {
        records: (records) => ({
          insert: async (row: LooseRow) => {
            rows.set(row['id'], row)
            await records.insert(row)
            return row
          },
          get: async (key: unknown, options?: object) => rows.get(key) ?? records.get(key, options),
        }),
      }
    },
  },
]
