import type { Executor } from '../../database/executor.ts'
import type { Bound, RangePage, Result, Statement } from '../../database/statement.ts'
import { wholeRange, type KeyRange } from '../../door/key.ts'
import type { KeySpace } from '../key-space.ts'
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
    const text = this.#text(range)
    const { key } = this.#space
    const columns = [key, 'value', 'expires_at', 'version', 'created_at', 'updated_at'] as const
    // Whose clock is here needs no time in every row, and a parameter that occurs once is bound faster.
    const at = this.#executor.time() === null ? `, ${text.now}` : ''
    const select = `select ${columns.map((column) => `t.${column}`).join(', ')}${at} from ${text.table} t`
    const filter = text.isLive
    const order = `order by t.${key}${reverse ? ' desc' : ''} limit ${text.bind(limit)}`
    const listing = text.finish('LIST', `${select} where ${text.where} and ${filter} ${order}`)
    if (text.bounds === undefined) return listing
    const { table, bounds } = text
    return {
      ...listing,
      page: { table, columns, now: text.now, filter, reverse, ...bounds, limit: listing.values.length },
    }
  }

  /** The live ones of these bound keys, from one snapshot, in the form of ENTRY. */
  entries(keys: readonly string[]): Statement {
    const text = this.#text()
    const select = `select t.${this.#space.key}, t.value, t.expires_at, t.version, t.created_at, t.updated_at from ${text.table} t`
    const isOneOf = this.#executor.dialect.anyOf(`t.${this.#space.key}`, text.bind(keys))
    return text.finish('GET-MANY', `${select} where ${text.belongs}${isOneOf} and ${text.isLive}`)
  }

  /** Every row of the range; `expired` chooses those that have expired. Rows are locked in key order first. */
  delete(range: KeyRange, expired: boolean): Statement {
    const text = this.#text(range)
    const condition = expired ? `${text.where} and not ${text.isLive}` : text.where
    const remove = `delete from ${text.table} as t where ${condition}`
    if (this.#executor.dialect.locks === 'none') return text.finish('DELETE', remove)
    // The condition again in place of a join: without statistics a planner joins by nested loops, a minute for 10 000 rows.
    const order = `order by t.${this.#space.key} for update`
    const locked = `with locked as materialized (select 1 from ${text.table} t where ${condition} ${order})`
    return text.finish('DELETE', `${locked} ${remove} and (select count(*) from locked) >= 0`)
  }

  /** Removes up to `limit` rows that have expired; rows that another transaction holds are left to it. */
  async prune(limit: number, action: string): Promise<number> {
    if (this.#executor.dialect.locks === 'none') return (await this.run(this.#prune(limit), action)).affected
    // In two steps, each by the index: as one statement the planner joins by nested loops where it has no statistics, and
    // runs a subquery with a limit and locks again for each row, which deletes more than it says.
    return this.#executor.transaction(
      async (inner) => {
        const ranges = new Ranges(inner, this.#space)
        const keys = await ranges.rows(ranges.#doomed(limit), action)
        if (keys.length === 0) return 0
        return (await ranges.run(ranges.#deleteExpired(keys.map(([key]) => key as string)), action)).affected
      },
      this.#executor.isTransaction ? undefined : { isolation: 'read-committed' },
    )
  }

  #prune(limit: number): Statement {
    const text = this.#expired()
    const { key } = this.#space
    const doomed = `with doomed as materialized (select t.${key} from ${text.table} t where ${text.where} limit ${text.bind(limit)})`
    const remove = `delete from ${text.table} as t where ${text.belongs}t.${key} in (select ${key} from doomed)`
    return text.finish('PRUNE', `${doomed} ${remove}`)
  }

  #doomed(limit: number): Statement {
    const text = this.#expired()
    const select = `select t.${this.#space.key} from ${text.table} t where ${text.where}`
    return text.finish('PRUNE', `${select} limit ${text.bind(limit)} for update skip locked`)
  }

  #deleteExpired(keys: readonly string[]): Statement {
    const text = this.#text()
    const isOneOf = this.#executor.dialect.anyOf(`t.${this.#space.key}`, text.bind(keys))
    const where = `${text.belongs}${isOneOf} and t.expires_at <= ${text.now}`
    return text.finish('PRUNE', `delete from ${text.table} as t where ${where}`)
  }

  /** What has expired, found by the index on expiry where there is one. */
  #expired(): RangeText {
    const text = this.#text(this.#space.constants.length === 0 ? wholeRange : undefined)
    text.where += `${text.where === text.belongs ? '' : ' and '}t.expires_at <= ${text.now}`
    return text
  }

  async rows(statement: Statement, action: string, signal?: AbortSignal): Promise<readonly Row[]> {
    const { rows } = await this.#executor.query(statement, 'read', { action, signal })
    return rows
  }

  async run(statement: Statement, action: string): Promise<Result> {
    return this.#executor.query(statement, 'write', { action })
  }

  #text(range?: KeyRange): RangeText {
    return new RangeText(this.#executor, this.#space, range)
  }
}

export interface LivePage {
  readonly rows: readonly Row[]
  isLive(row: Row): boolean
}

/** Collects parameters while a text is written. The first are the store's constants. */
class RangeText {
  readonly table: string
  readonly belongs: string
  where: string
  /** Where the bounds of the range are, when nothing else is asked of a row of it. */
  readonly bounds: Pick<RangePage, 'low' | 'high'> | undefined
  readonly #executor: Executor
  readonly #values: Bound[]
  #now: string | undefined

  constructor(executor: Executor, space: KeySpace, range: KeyRange | undefined) {
    const { dialect } = executor
    this.#executor = executor
    this.#values = [...space.constants]
    this.table = dialect.table(tableName)
    this.belongs = space.belongs((position) => dialect.placeholder(position), 't')
    const bound = range === undefined ? undefined : space.range(range)
    const low = bound === undefined ? '' : `t.${space.key} >= ${this.bind(bound.low)}`
    this.where =
      this.belongs + low + (bound?.high === undefined ? '' : ` and t.${space.key} < ${this.bind(bound.high)}`)
    this.bounds = this.belongs === '' && bound?.high !== undefined ? { low: 1, high: 2 } : undefined
  }

  /** Bound when it is first asked for: some engines refuse a parameter that the text does not use. */
  get now(): string {
    this.#now ??= this.#executor.dialect.now(this.bind(this.#executor.time()))
    return this.#now
  }

  get isLive(): string {
    return `(t.expires_at is null or t.expires_at > ${this.now})`
  }

  bind(value: Bound): string {
    this.#values.push(value)
    return this.#executor.dialect.placeholder(this.#values.length)
  }

  finish(kind: string, text: string): Statement {
    return { text, values: this.#values, cache: true, summary: `${kind} ${tableName}` }
  }
}
