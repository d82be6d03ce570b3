import { HoldfastError, isConflict, isDuplicate, isForeignKey } from '@holdfast/core'
import { failureOf } from '../failures.ts'
import type { LooseRow } from '../rules/records/loose-records.ts'
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

export const recordConstraintSaboteurs: readonly Saboteur[] = [
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
    title: 'duplicate names the first column only',
    caughtBy: 'records.unique.names',
    make: () => ({
      records: (records) => ({
        update: (key: unknown, changes: object) =>
          unless(isDuplicate, records.update(key, changes), async () => {
            const error = await failureOf(() => records.update(key, changes))
            const { message, table, columns } = error as HoldfastError
            throw new HoldfastError('duplicate', message, { table, columns: columns?.slice(0, 1) })
          }),
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
