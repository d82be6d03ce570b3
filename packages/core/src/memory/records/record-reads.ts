import type { OffsetPage, Page } from '../../contracts/page.ts'
import { checkAggregate, checkCount, checkExists, checkGroup } from '../../door/count-calls.ts'
import { checkOffsetPage, checkPage } from '../../door/page-calls.ts'
import { checkFind, checkGet, checkList, checkWalk, type ListCall } from '../../door/read-calls.ts'
import { HoldfastError } from '../../errors.ts'
import { aggregate } from './aggregate.ts'
import { groupRows, readAggregates } from './group.ts'
import { readRows } from './read-rows.ts'
import { sortRows } from './order.ts'
import { readPage } from './page.ts'
import type { RecordStore } from './record-store.ts'
import { walkRows } from './walk.ts'

type Read = Record<string, unknown>
type Options = object | undefined

/** The reads of the contract, before anyone knows the types of the rows. */
export class RecordReads {
  protected readonly store: RecordStore

  constructor(store: RecordStore) {
    this.store = store
  }

  async get(key: unknown, options?: Options): Promise<Read | undefined> {
    const { store } = this
    const call = checkGet(store.use, key, options)
    const { visibility, forUpdate } = call.reading
    return store.read(
      call,
      (table, state) => {
        const row = store.row(table, call.key, visibility)
        return row && readRows(state, store.use, call.reading, [row], call.action)[0]
      },
      forUpdate,
    )
  }

  async getOrThrow(key: unknown, options?: Options): Promise<Read> {
    const row = await this.get(key, options)
    if (row !== undefined) return row
    const table = this.store.use.schema.name
    throw new HoldfastError('not-found', `Cannot get a row of "${table}": there is none with this key`, {
      table,
    })
  }

  async find(where: unknown, options?: Options): Promise<Read | undefined> {
    return (await this.#list(checkFind(this.store.use, where, options)))[0]
  }

  async list(query?: Options): Promise<readonly Read[]> {
    return this.#list(checkList(this.store.use, query))
  }

  async page(query?: Options): Promise<Page<Read>> {
    const { store } = this
    const call = checkPage(store.use, query)
    return store.read(call, (table, state) => readPage(store, table, state, call), call.reading.forUpdate)
  }

  async offsetPage(query?: Options): Promise<OffsetPage<Read>> {
    const { store } = this
    const call = checkOffsetPage(store.use, query)
    const { page, limit, offset, reading } = call
    return store.read(
      call,
      (table, state) => {
        const all = sortRows(store.rows(table, reading.visibility, call.where), call.order)
        const items = readRows(state, store.use, reading, all.slice(offset, offset + limit), call.action)
        const total = call.countsAll ? { total: all.length } : {}
        return { items, page, size: limit, hasMore: all.length > offset + limit, ...total }
      },
      reading.forUpdate,
    )
  }

  /** A wrong query throws at once, like everywhere that something to iterate over is made. */
  walk(query?: Options): AsyncIterable<Read> {
    return walkRows(this.store, checkWalk(this.store.use, query))
  }

  async exists(where: unknown, options?: Options): Promise<boolean> {
    const { store } = this
    const call = checkExists(store.use, where, options)
    return store.read(call, (table) => store.rows(table, call.visibility, call.where).length > 0)
  }

  async count(where?: unknown, options?: Options): Promise<number> {
    const { store } = this
    const call = checkCount(store.use, where, options)
    return store.read(call, (table) => store.rows(table, call.visibility, call.where).length)
  }

  async aggregate(query: object): Promise<Read> {
    const { store } = this
    const call = checkAggregate(store.use, query)
    const rows = await store.read(call, (table) => store.rows(table, call.visibility, call.where))
    return readAggregates(call.select, (one) => aggregate(rows, one, call.action))
  }

  async group(query: object): Promise<readonly Read[]> {
    const { store } = this
    const call = checkGroup(store.use, query)
    return groupRows(await store.read(call, (table) => store.rows(table, call.visibility, call.where)), call)
  }

  #list(call: ListCall): Promise<readonly Read[]> {
    const { store } = this
    const { reading, order, limit } = call
    return store.read(
      call,
      (table, state) => {
        const rows = sortRows(store.rows(table, reading.visibility, call.where), order)
        return readRows(state, store.use, reading, rows.slice(0, limit), call.action)
      },
      reading.forUpdate,
    )
  }
}
