import { HoldfastError, isConflict, isDuplicate, isForeignKey } from '@holdfast/core'
import { looseRecords, type LooseRow } from '../rules/records/loose-records.ts'
import type { Saboteur } from './saboteur.ts'

const isCheck = (error: unknown): boolean => error instanceof HoldfastError && error.code === 'check'

const unless = async <T>(
  is: (error: unknown) => boolean,
  work: Promise<T>,
  instead: () => Promise<T>,
): Promise<T> => {
  try {
    return await work
  } catch (error) {
    if (is(error)) return instead()
    throw error
  }
}

export const recordWriteSaboteurs: readonly Saboteur[] = [
  {
    title: 'a soft-deleted row keeps its unique value taken',
    caughtBy: 'records.soft-delete.recreate',
    make: () => ({
      records: (records) => ({
        insert: async (row: LooseRow) => {
          const { email } = row
          if (email !== undefined && (await records.exists({ email }, { include: 'deleted' })))
            throw new HoldfastError('duplicate', 'Cannot insert: the value is taken')
          return records.insert(row)
        },
      }),
    }),
  },
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
    title: 'restore() throws the live twin out',
    caughtBy: 'records.restore.twin',
    make: () => ({
      records: (records) => ({
        restore: (key: unknown) =>
          unless(isDuplicate, records.restore(key), async () => {
            const row = await records.get(key, { include: 'deleted' })
            await records.deleteWhere({ email: row?.['email'] })
            return records.restore(key)
          }),
      }),
    }),
  },
  {
    title: 'a reference to a row that is missing is dropped',
    caughtBy: 'records.reference.missing-parent',
    make: () => ({
      records: (records) => ({
        insert: (row: LooseRow) =>
          unless(isForeignKey, records.insert(row), () => records.insert({ ...row, authorId: null })),
      }),
    }),
  },
  {
    title: 'a reference to a soft-deleted row is taken',
    caughtBy: 'records.reference.deleted-parent',
    make: () => ({
      records: (records) => ({
        update: (key: unknown, patch: LooseRow) =>
          unless(isForeignKey, records.update(key, patch), async () => ({
            ...(await records.get(key)),
            ...patch,
          })),
      }),
    }),
  },
  {
    title: 'set-null takes the tenant with it',
    caughtBy: 'records.tenant-reference.set-null',
    make: () => ({
      records: (records) => ({
        get: async (key: unknown, options?: object) => {
          const row = await records.get(key, options)
          return row?.['parentId'] === null ? { ...row, org: null } : row
        },
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
    title: 'update() passes ifVersion over',
    caughtBy: 'records.version.conflict',
    make: () => ({
      records: (records) => ({
        update: (key: unknown, patch: object, options?: object) =>
          unless(isConflict, records.update(key, patch, options), () => records.update(key, patch)),
      }),
    }),
  },
  {
    title: 'update() of a row that a check refuses answers as if it had been done',
    caughtBy: 'records.check.holds',
    make: () => ({
      records: (records) => ({
        update: (key: unknown, patch: object) =>
          unless(isCheck, records.update(key, patch), () => records.get(key)),
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
  {
    title: 'update() of a column to what it is already leaves the version as it was',
    caughtBy: 'records.version.changes',
    make: () => ({
      records: (records) => ({
        update: async (key: unknown, patch: LooseRow, options?: object) => {
          const row = await records.get(key)
          const isSame =
            row !== undefined && Object.entries(patch).every(([name, value]) => row[name] === value)
          return isSame ? row : records.update(key, patch, options)
        },
      }),
    }),
  },
]
