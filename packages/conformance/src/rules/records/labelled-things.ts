import type { ColumnsOf, Filter, Records } from '@holdfast/core'
import type { Context } from '../../context.ts'
import { things, type Things } from './shapes.ts'

export type ThingFilter = Filter<ColumnsOf<Things>>

/** Every column is null somewhere, and most values occur twice. */
export const labelledRows = [
  { id: 1, label: 'a', n: 1, flag: true },
  { id: 2, label: 'a', n: 2, flag: false },
  { id: 3, label: 'b', n: 1, flag: null },
  { id: 4, label: null, n: 2, flag: true },
  { id: 5, label: null, n: null, flag: null },
  { id: 6, label: '', n: 0, flag: false },
] as const

export interface LabelledThings {
  readonly records: Records<Things>
  /** The ids of the rows that match, in their order. */
  ids(where: ThingFilter): Promise<number[]>
}

export const labelledThings = async (context: Context): Promise<LabelledThings> => {
  const records = await context.records(things(context.name()))
  await records.insertMany(labelledRows)
  return {
    records,
    ids: async (where) => (await records.list({ where, select: ['id'] })).map(({ id }) => id),
  }
}
