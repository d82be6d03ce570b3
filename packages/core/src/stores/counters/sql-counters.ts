import type {
  Counter,
  Counters,
  CounterWithLevels,
  Eligibility,
  Observation,
  TopOptions,
} from '../../contracts/counters.ts'
import type { Key, OperationOptions } from '../../contracts/key-value.ts'
import type { Call, Executor } from '../../database/executor.ts'
import type { Shape } from '../../database/keyed-operation.ts'
import { checkAge, checkLimit } from '../../door/duration.ts'
import { encodeKey, wholeRange } from '../../door/key.ts'
import { checkName } from '../../door/name.ts'
import { checkEligibility, checkObservation, patternKey, patternRange } from '../../door/observation.ts'
import { checkOptions } from '../../door/options.ts'
import { checkSignal } from '../../door/signal.ts'
import { builtOnce } from '../keyed/built-once.ts'
import { KeyedTable } from '../keyed/keyed-table.ts'
import { pruneGroups } from '../keyed/prune-groups.ts'
import { StoreAccess } from '../keyed/store-access.ts'
import { StoreText } from '../keyed/store-text.ts'
import { eligible, ranks, top } from './ranking.ts'
import { observation, observedRow, observeShape } from './observe.ts'
import { indexes, tableName } from './table.ts'
import { counterOf, tallyColumns, withLevels } from './tally-row.ts'

const shapeOf = builtOnce((dialect, space, lane) =>
  observeShape(new KeyedTable(dialect, space, lane, tableName)),
)

/** Counters as rows: a row for a pattern, and one for each level of it. */
export class SqlCounters implements Counters {
  readonly #access: StoreAccess
  readonly #shape: Shape
  readonly #store: string

  constructor(executor: Executor, name: string) {
    this.#access = new StoreAccess(executor, 'counters', name)
    this.#shape = shapeOf(executor.dialect, this.#access.space, this.#access.lane)
    this.#store = `counters(${JSON.stringify(name)})`
  }

  async observe(key: Key, given?: Observation): Promise<void> {
    const action = `count in ${this.#store}`
    const pattern = encodeKey(key, action)
    const observed = checkObservation(given, action)
    const call = { action, signal: checkSignal(given?.signal, action) }
    const { executor, space } = this.#access
    const writes = [undefined, ...(observed.level === undefined ? [] : [observed.level])].map((level) =>
      observation(
        this.#shape,
        space.bind(patternKey(pattern, level, action)),
        observedRow(pattern, level ?? '', observed),
      ),
    )
    const [own] = writes
    if (writes.length === 1) return this.#access.writeInOrder(undefined, call, () => own!)
    if (executor.isTransaction) return executor.writeAll(writes, call)
    const { signal } = call
    await executor.transaction((inner) => inner.writeAll(writes, call), {
      isolation: 'read-committed',
      ...(signal === undefined ? {} : { signal }),
    })
  }

  async get(key: Key, options?: OperationOptions): Promise<CounterWithLevels | undefined> {
    const call = this.#call('get a count of', options)
    const pattern = encodeKey(key, call.action)
    const text = this.#text()
    const columns = tallyColumns.map((column) => `t.${column}`).join(', ')
    const where = `${text.withinShort(patternRange(pattern))} order by t.${text.space.key}`
    const found = text.finish('COUNTER', `select ${columns} from ${text.table} t where ${where}`)
    const { rows } = await this.#access.executor.query(found, 'read', call)
    return withLevels(rows, call.action)
  }

  async top(limit: number, options?: TopOptions): Promise<Counter[]> {
    const call = this.#call('rank the counts of', options, ['by', 'level'])
    checkLimit(limit, call.action, 1_000)
    const { by = 'total', level } = options ?? {}
    if (!Object.hasOwn(ranks, by))
      throw new TypeError(`Cannot ${call.action}: by must be one of ${Object.keys(ranks).join(', ')}`)
    const of = level === undefined ? '' : checkName(level, 'level', call.action)
    const { rows } = await this.#access.executor.query(top(this.#text(), by, of, limit), 'read', call)
    return rows.map((row) => counterOf(row, call.action))
  }

  async eligible(asked: Eligibility): Promise<Counter[]> {
    const action = `find what is eligible in ${this.#store}`
    const required = checkEligibility(asked, action)
    const call = { action, signal: checkSignal(asked.signal, action) }
    const { rows } = await this.#access.executor.query(eligible(this.#text(), required), 'read', call)
    return rows.map((row) => counterOf(row, action))
  }

  async delete(key: Key, options?: OperationOptions): Promise<boolean> {
    const call = this.#call('forget a count of', options)
    const text = this.#text()
    const range = patternRange(encodeKey(key, call.action))
    return (await this.#delete(text, text.withinShort(range), call)) > 0
  }

  async clear(options?: OperationOptions): Promise<number> {
    const call = this.#call('clear', options)
    const text = this.#text()
    return this.#delete(text, text.within(wholeRange), call)
  }

  async prune(options: { readonly unseenFor: number; readonly limit?: number }): Promise<number> {
    const action = `prune ${this.#store}`
    checkOptions(options, ['unseenFor', 'limit'], action)
    const age = checkAge(options?.unseenFor, `${action} of what was not seen for`)
    const limit = checkLimit(options.limit ?? 1_000, action, 1_000)
    const { executor, space } = this.#access
    const doomed = {
      space,
      table: tableName,
      group: 'pattern',
      indexes: { heads: indexes.seen, groups: indexes.pattern },
      condition: (text: StoreText) => `t.level = '' and t.last_seen <= ${text.now} - ${text.bind(age)}`,
    }
    return pruneGroups(executor, doomed, limit, action)
  }

  /** How many patterns went. */
  async #delete(text: StoreText, where: string, call: Call): Promise<number> {
    const remove = text.finish('DELETE', `delete from ${text.table} as t where ${where} returning level`)
    const { rows } = await this.#access.executor.query(remove, 'write', call)
    return rows.filter(([level]) => level === '').length
  }

  #text(): StoreText {
    return new StoreText(this.#access.executor, this.#access.space, tableName)
  }

  #call(what: string, options: OperationOptions | undefined, known: readonly string[] = []): Call {
    const action = `${what} ${this.#store}`
    checkOptions(options, [...known, 'signal'], action)
    return { action, signal: checkSignal(options?.signal, action) }
  }
}
