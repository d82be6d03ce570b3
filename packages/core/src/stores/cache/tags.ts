import type { StoreCall } from '../../door/store-call.ts'
import type { SourceColumn } from '../../database/dialect.ts'
import type { Executor } from '../../database/executor.ts'
import type { Shape } from '../../database/keyed-operation.ts'
import type { Stamps } from '../../loading/cache-storage.ts'
import type { Life } from '../../loading/load-storage.ts'
import { builtOnce, type StoreShapes } from '../keyed/built-once.ts'
import { KeyedTable } from '../keyed/keyed-table.ts'
import { StoreAccess } from '../keyed/store-access.ts'
import { StoreText } from '../keyed/store-text.ts'
import { versionStamp } from '../keyed/version-stamp.ts'
import { hasTags, tagsAt, type Row } from './row-columns.ts'
import { tagTable } from './table.ts'

/** How long a stamp lasts beyond twice the life of what needs it, so that it is seldom prolonged. Milliseconds. */
const spare = 60_000

const stamp: SourceColumn = { name: 'new_stamp', type: 'text' }
const life: SourceColumn = { name: 'new_life', type: 'bigint' }

const shapesOf: StoreShapes<{ readonly keep: Shape; readonly renew: Shape; readonly find: Shape }> =
  builtOnce((dialect, space, lane) => {
    const table = new KeyedTable(dialect, space, lane, tagTable)
    const made = (kind: string, update: string): Shape =>
      table.upsert(kind, {
        given: [stamp, life],
        row: (given) => ({ stamp: given(stamp), expires_at: `${table.now} + ${given(life)}` }),
        update,
        returning: ['stamp'],
      })
    const longer =
      'case when t.expires_at is null or excluded.expires_at is null then null when t.expires_at > excluded.expires_at then t.expires_at else excluded.expires_at end'
    return {
      find: table.read('STAMPS', ['stamp']),
      keep: made('KEEP', `expires_at = ${longer}`),
      renew: made('RENEW', 'stamp = excluded.stamp'),
    }
  })

/** The stamps of the tags of one cache. */
export class Tags {
  readonly #access: StoreAccess
  readonly #shapes: ReturnType<typeof shapesOf>

  constructor(executor: Executor, name: string) {
    this.#access = new StoreAccess(executor, 'cache-tags', name)
    this.#shapes = shapesOf(executor.dialect, this.#access.space, this.#access.lane)
  }

  /** These rows, which tell their tags, with how many of them have another stamp now, or none. */
  async judge(rows: readonly Row[], call: StoreCall): Promise<readonly Row[]> {
    const kept = rows.map((row) =>
      hasTags(row) ? Object.entries(JSON.parse(String(row[tagsAt])) as Stamps) : [],
    )
    const found = await this.#find([...new Set(kept.flatMap((tags) => tags.map(([tag]) => tag)))], call)
    return rows.map((row, index) =>
      row.with(tagsAt, kept[index]!.filter(([tag, stamp]) => found.get(tag) !== stamp).length),
    )
  }

  /** Shares a statement with others outside of a transaction. */
  async #find(tags: readonly string[], call: StoreCall): Promise<ReadonlyMap<string, string>> {
    const { executor, space } = this.#access
    if (!executor.isTransaction) {
      const answer = (row: Row | undefined): Row | undefined => row
      const shape = this.#shapes.find
      const read = async (tag: string): Promise<Row | undefined> =>
        this.#access.read({ shape, key: tag, row: [tag], answer }, call)
      return stampsOf((await Promise.all(tags.map(read))).filter((row) => row !== undefined))
    }
    const text = new StoreText(executor, space, tagTable)
    const select = `select t.${space.key}, t.stamp from ${text.table} t where ${text.isOneOf(tags)}`
    return stampsOf((await executor.query(text.finish('STAMPS', select), 'read', call)).rows)
  }

  /** The stamps as they are now, by the bound form of the tag; they last at least as long as what lives so. */
  async stamps(tags: readonly string[], { ttl, grace }: Life, call: StoreCall): Promise<Stamps> {
    const { executor, space } = this.#access
    const text = new StoreText(executor, space, tagTable)
    const select = `select t.${space.key}, t.stamp, t.expires_at, ${text.now} from ${text.table} t`
    const bound = tags.map((tag) => space.bind(tag))
    const { rows } = await executor.query(
      text.finish('STAMPS', `${select} where ${text.isOneOf(bound)}`),
      'read',
      call,
    )
    const lasting = rows.filter(
      ({ 2: end, 3: now }) => end === null || (ttl !== null && Number(end) - Number(now) >= ttl + grace),
    )
    const found = new Map(lasting.map(([tag, value]) => [tag as string, value as string]))
    const length = ttl === null ? null : 2 * (ttl + grace) + spare
    const stamped = await Promise.all(
      bound.map(
        async (tag) => [tag, found.get(tag) ?? (await this.#write('keep', tag, length, call))] as const,
      ),
    )
    return Object.fromEntries(stamped)
  }

  /** New stamps, also for tags that have none: who is about to make one waits for this transaction. */
  async renew(tags: readonly string[], call: StoreCall): Promise<void> {
    await Promise.all(tags.map((tag) => this.#write('renew', this.#access.space.bind(tag), spare, call)))
  }

  #write(kind: 'keep' | 'renew', bound: string, length: number | null, call: StoreCall): Promise<string> {
    return this.#access.writeInOrder(undefined, call, () => ({
      shape: this.#shapes[kind],
      key: bound,
      row: [bound, versionStamp(this.#access.executor), length],
      answer: (row) => row![1] as string,
    }))
  }
}

const stampsOf = (rows: readonly Row[]): ReadonlyMap<string, string> =>
  new Map(rows.map(([tag, stamp]) => [String(tag), String(stamp)]))
