import type { StoreCall } from '../../door/store-call.ts'
import type { Executor } from '../../database/executor.ts'
import type { KeyRange } from '../../door/key.ts'
import type { KeySpace } from '../keyed/key-space.ts'
import { prune } from '../keyed/prune.ts'
import { removeRange } from '../keyed/remove-range.ts'
import { StoreText } from '../keyed/store-text.ts'
import { versionStamp } from '../keyed/version-stamp.ts'
import { writerOf } from './writer.ts'
import { sweepTable, tableName, tagTable } from './table.ts'

const isOver = (text: StoreText): string =>
  `t.stale_until <= ${text.now} and (t.leased_until is null or t.leased_until <= ${text.now})`

/** What is done to ranges of keys of one cache. */
export class Ranges {
  readonly #executor: Executor
  readonly #space: KeySpace

  constructor(executor: Executor, space: KeySpace) {
    this.#executor = executor
    this.#space = space
  }

  /** The number of values that could still have been given. */
  async remove(range: KeyRange, call: StoreCall): Promise<number> {
    const { isTransaction } = this.#executor
    return this.#executor.transaction(
      async (inner) => {
        // Others may add rows that this transaction will never see.
        const writer = writerOf(inner)
        if (isTransaction && writer !== null) await this.#leaveSweep(inner, range, writer, call)
        const rows = { space: this.#space, table: tableName, range }
        await removeRange(inner, { ...rows, condition: isNothing }, call)
        return removeRange(inner, rows, call)
      },
      isTransaction ? undefined : { isolation: 'read-committed' },
    )
  }

  async prune(limit: number, call: StoreCall): Promise<number> {
    const { dialect, isTransaction } = this.#executor
    if (dialect.locks === 'rows' && !isTransaction) await this.#sweepAll(call)
    const space = this.#space
    await prune(
      this.#executor,
      { space, table: tagTable, condition: (text) => `t.expires_at <= ${text.now}` },
      limit,
      call.action,
    )
    return prune(this.#executor, { space, table: tableName, condition: isOver }, limit, call.action)
  }

  /**
   * From the commit on nothing in the range counts, until somebody has looked through it anew and found also the rows that were added since this
   * transaction's snapshot.
   */
  async #leaveSweep(inner: Executor, range: KeyRange, writer: string, call: StoreCall): Promise<void> {
    const space = this.#space
    const id = space.bind(versionStamp(inner))
    const { low, high } = space.range(range)
    const text = new StoreText(inner, space, sweepTable)
    const values = [
      text.bind(id),
      text.bind(low),
      high === undefined ? 'null' : text.bind(high),
      text.bind(writer),
    ]
    const constants = space.constants.map((_, index) => inner.dialect.placeholder(index + 1))
    const insert = `insert into ${text.table} (${space.columns.join(', ')}, low, high, writer) values (${[...constants, ...values].join(', ')})`
    await inner.query(text.finish('SWEEP', insert), 'write', call)
    inner.afterCommit((root) => sweep(root, space, { id, range, writer }, call))
  }

  /** What a process that was killed after its commit has left. */
  async #sweepAll(call: StoreCall): Promise<void> {
    const space = this.#space
    const text = new StoreText(this.#executor, space, sweepTable)
    const select = `select t.${space.key}, t.low, t.high, t.writer from ${text.table} t where ${text.belongs}true`
    const { rows } = await this.#executor.query(text.finish('SWEEPS', select), 'read', call)
    for (const [id, low, high, writer] of rows) {
      // Where several writers exist keys are bound as they are encoded.
      const range = { low: low as string, high: high === null ? undefined : (high as string) }
      await sweep(this.#executor, space, { id: id as string, range, writer: writer as string }, call)
    }
  }
}

const isNothing = (text: StoreText): string => `(t.value is null or t.stale_until <= ${text.now})`

const sweep = (
  root: Executor,
  space: KeySpace,
  { id, range, writer }: { readonly id: string; readonly range: KeyRange; readonly writer: string },
  call: StoreCall,
): Promise<void> =>
  root.transaction(
    async (inner) => {
      // What the transaction has set itself was set after it had removed the range, in which it saw its own rows.
      const condition = (text: StoreText): string => `(t.writer is null or t.writer <> ${text.bind(writer)})`
      await removeRange(inner, { space, table: tableName, range, condition }, call)
      const text = new StoreText(inner, space, sweepTable)
      const remove = `delete from ${text.table} as t where ${text.isOneOf([id])}`
      await inner.query(text.finish('SWEPT', remove), 'write', call)
    },
    { isolation: 'read-committed' },
  )
