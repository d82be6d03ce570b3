import type { OperationOptions, Records } from '@holdfast/core'
import { collect } from '../../failures.ts'
import type { Tickets } from './shapes.ts'

/** What a method is given besides its own options. */
export interface Extra extends OperationOptions {
  readonly nonsense?: true
}

export interface Method {
  readonly name: string
  readonly isWrite: boolean
  /** Does it with the row `id`, or with every row of that subject. */
  run(records: Records<Tickets>, id: string, extra?: Extra): Promise<unknown>
}

const every = { not: { or: [] } } as const

type Reading =
  | 'get'
  | 'getOrThrow'
  | 'find'
  | 'list'
  | 'page'
  | 'offsetPage'
  | 'walk'
  | 'exists'
  | 'count'
  | 'aggregate'
  | 'group'
type Runs<K extends keyof Records<Tickets>> = Readonly<Record<K, Method['run']>>

const reads: Runs<Reading> = {
  get: (records, id, extra = {}) => records.get(id, extra),
  getOrThrow: (records, id, extra = {}) => records.getOrThrow(id, extra),
  find: (records, id, extra = {}) => records.find({ id }, extra),
  list: (records, _, extra = {}) => records.list(extra),
  page: (records, _, extra = {}) => records.page(extra),
  offsetPage: (records, _, extra = {}) => records.offsetPage({ total: 'exact', ...extra }),
  walk: (records, _, extra = {}) => collect(records.walk(extra)),
  exists: (records, id, extra = {}) => records.exists({ id }, extra),
  count: (records, _, extra = {}) => records.count({}, extra),
  aggregate: (records, _, extra = {}) => records.aggregate({ select: { n: { count: true } }, ...extra }),
  group: (records, _, extra = {}) =>
    records.group({ by: ['subject'], select: { n: { count: true } }, ...extra }),
}

/** A new method of `Records` does not compile without an entry in one of the two lists. */
const writes: Runs<Exclude<keyof Records<Tickets>, Reading>> = {
  insert: (records, id, extra = {}) => records.insert({ id: `${id}+`, subject: `${id}+` }, extra),
  insertMany: (records, id, extra = {}) => records.insertMany([{ id: `${id}++`, subject: `${id}++` }], extra),
  update: (records, id, extra = {}) => records.update(id, { n: 100 }, extra),
  updateWhere: (records, _, extra = {}) => records.updateWhere(every, { n: 200 }, extra),
  upsert: (records, id, extra = {}) => records.upsert({ id, subject: id, n: 300 }, extra),
  upsertMany: (records, id, extra = {}) => records.upsertMany([{ id, subject: id, n: 400 }], extra),
  delete: (records, id, extra = {}) => records.delete(id, extra),
  restore: (records, id, extra = {}) => records.restore(id, extra),
  deleteWhere: (records, _, extra = {}) => records.deleteWhere(every, extra),
  purge: (records, _, extra = {}) => records.purge(extra),
}

const methodsOf = (runs: Readonly<Record<string, Method['run']>>, isWrite: boolean): readonly Method[] =>
  // A method that throws at once is as good as one that rejects.
  Object.entries(runs).map(([name, run]) => ({
    name,
    isWrite,
    run: async (records, id, extra) => run(records, id, extra),
  }))

/** Every method of `Records`, in an order in which each has something to do. */
export const methods: readonly Method[] = [...methodsOf(reads, false), ...methodsOf(writes, true)]
