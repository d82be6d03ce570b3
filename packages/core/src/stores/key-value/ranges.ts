import type { Executor } from '../../database/executor.ts'
import type { Statement } from '../../database/statement.ts'
import type { KeyRange } from '../../door/key.ts'
import type { KeySpace } from '../keyed/key-space.ts'
import { prune } from '../keyed/prune.ts'
import { StoreText } from '../keyed/store-text.ts'
import type { Row } from './entry-row.ts'
import { tableName } from './table.ts'

/** The statements over ranges of keys of one store. */
export class Ranges {
  readonly #executor: Executor
  readonly #space: KeySpace

  constructor(executor: Executor, space: KeySpace) {
    this.#executor = executor
    this.#space = space
  }

  /** Up to `limit` live rows in key order, in the form of ENTRY, and how to tell later whether one is still live. */
  async livePage(range: KeyRange, reverse: boolean, limit: number, action: string): Promise<LivePage> {
    const read = performance.now()
    const rows = await this.rows(this.#page(range, reverse, limit), action)
    const isLive = ({ 2: expiry, 6: at }: Row): boolean => {
      if (expiry === null) return true
      // A server's clock is not ours: what counts is how long ago it told its time.
      const now = this.#executor.time() ?? Number(at) + (performance.now() - read)
      return Number(expiry) > now
    }
    return { rows, isLive }
  }

  #page(range: KeyRange, reverse: boolean, limit: number): Statement {
    const text = this.#text()
    const { key } = this.#space
    const where = text.within(range)
    const columns = [key, 'value', 'expires_at', 'version', 'created_at', 'updated_at'] as const
    // Whose clock is here needs no time in every row, and a parameter that occurs once is bound faster.
    const at = this.#executor.time() === null ? `, ${text.now}` : ''
    const select = `select ${columns.map((column) => `t.${column}`).join(', ')}${at} from ${text.table} t`
    const filter = text.isLive
    const order = `order by t.${key}${reverse ? ' desc' : ''} limit ${text.bind(limit)}`
    const listing = text.finish('LIST', `${select} where ${where} and ${filter} ${order}`)
    // Where the key says whose the row is, the first two parameters are the bounds.
    if (text.belongs !== '' || this.#space.range(range).high === undefined) return listing
    const { table, now } = text
    return {
      ...listing,
      page: { table, columns, now, filter, reverse, low: 1, high: 2, limit: listing.values.length },
    }
  }

  /** The live ones of these bound keys, from one snapshot, in the form of ENTRY. */
  entries(keys: readonly string[]): Statement {
    const text = this.#text()
    const select = `select t.${this.#space.key}, t.value, t.expires_at, t.version, t.created_at, t.updated_at from ${text.table} t`
    return text.finish('GET-MANY', `${select} where ${text.isOneOf(keys)} and ${text.isLive}`)
  }

  /** Removes up to `limit` rows that have expired, by the index on expiry where there is one. */
  prune(limit: number, action: string): Promise<number> {
    const doomed = {
      space: this.#space,
      table: tableName,
      condition: (text: StoreText) => `t.expires_at <= ${text.now}`,
    }
    return prune(this.#executor, doomed, limit, action)
  }

  async rows(statement: Statement, action: string, signal?: AbortSignal): Promise<readonly Row[]> {
    const { rows } = await this.#executor.query(statement, 'read', { action, signal })
    return rows
  }

  #text(): StoreText {
    return new StoreText(this.#executor, this.#space, tableName)
  }
}

export interface LivePage {
  readonly rows: readonly Row[]
  isLive(row: Row): boolean
}
