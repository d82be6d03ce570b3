import type { TransactionSettings } from 'kysely'
import type { TransactionOptions } from '../../contracts/session.ts'
import { HoldfastError } from '../../errors.ts'
import { holdTransaction, type HeldTransaction } from '../held-transaction.ts'
import type { Source } from '../source.ts'
import { isolationOf } from '../isolation.ts'

/** A transaction or a savepoint that is open; only the outermost has no name. */
interface Level {
  readonly name: string | undefined
  readonly held: HeldTransaction
  readonly source: Source
}

/** How long migrations may take, waiting for another host's included, unless the options say otherwise. Milliseconds. */
const longestMigration = 3_600_000

/** The transaction of one of Kysely's connections, and its savepoints. */
export class Transactions {
  readonly #source: Source
  readonly #levels: Level[] = []
  #migration: 'locked' | 'running' | 'committed' | 'failed' | undefined

  constructor(source: Source) {
    this.#source = source
  }

  /** Where a statement goes now: the innermost level. */
  get current(): Source {
    if (this.#migration === 'locked') {
      throw new TypeError('Cannot migrate without a transaction: leave out disableTransactions')
    }
    return this.#levels.at(-1)?.source ?? this.#source
  }

  begin({ isolationLevel, accessMode }: TransactionSettings): Promise<void> {
    if (this.#migration === 'locked') {
      this.#migration = 'running'
      return Promise.resolve()
    }
    return this.#open(undefined, {
      ...this.#source.options.transaction,
      ...(isolationLevel !== undefined && { isolation: isolationOf(isolationLevel) }),
      ...(accessMode !== undefined && { readOnly: accessMode === 'read only' }),
    })
  }

  async commit(): Promise<void> {
    if (this.#migration === 'running') this.#migration = 'committed'
    else await this.#commitDownTo(0)
  }

  async rollback(): Promise<void> {
    if (this.#migration !== undefined) this.#migration = 'failed'
    else await this.#rollbackDownTo(0)
  }

  async savepoint(name: string): Promise<void> {
    const { capabilities, backend } = this.#source.sql
    if (capabilities.savepoints) return this.#open(name, {})
    throw new HoldfastError(
      'unsupported',
      `Cannot set a savepoint: the backend "${backend}" has none; use a transaction for each part that may fail alone`,
    )
  }

  /** The savepoint stays, as in SQL: it is set again. */
  async rollbackTo(name: string): Promise<void> {
    await this.#rollbackDownTo(this.#find(name, 'roll back to'))
    await this.#open(name, {})
  }

  async release(name: string): Promise<void> {
    await this.#commitDownTo(this.#find(name, 'release'))
  }

  /**
   * Begins the transaction in which migrations run, with what keeps other hosts out. The level lets statements behind the
   * lock see what others did before it.
   */
  async lock(statement: string | undefined): Promise<void> {
    if (this.#source.sql.isTransaction) {
      throw new TypeError('Cannot migrate inside a transaction: give the Migrator kysely(db)')
    }
    const isolation = 'read-committed'
    await this.#open(undefined, { timeout: longestMigration, ...this.#source.options.transaction, isolation })
    const { sql, query } = this.current
    try {
      if (statement !== undefined) await sql.result(query(statement, []))
    } catch (error) {
      const { stoppedBy } = sql
      await this.#rollbackDownTo(0)
      throw stoppedBy ?? error
    }
    this.#migration = 'locked'
  }

  /** Commits what was migrated, or undoes it: all or nothing. */
  async unlock(): Promise<void> {
    const state = this.#migration
    this.#migration = undefined
    if (state === 'committed') await this.#commitDownTo(0)
    else if (state !== undefined) await this.#rollbackDownTo(0)
  }

  // Not async: see `holdTransaction`.
  #open(name: string | undefined, options: TransactionOptions): Promise<void> {
    const outer = this.#levels.at(-1)?.source ?? this.#source
    return holdTransaction(outer.session, options).then((held) => {
      this.#levels.push({ name, held, source: outer.over(held.tx) })
      return undefined
    })
  }

  #find(name: string, action: string): number {
    const index = this.#levels.findLastIndex((level) => level.name === name)
    if (index !== -1) return index
    throw new TypeError(`Cannot ${action} savepoint "${name}": it is not set, or was released`)
  }

  async #commitDownTo(index: number): Promise<void> {
    for (; this.#levels.length > index; this.#levels.pop()) await this.#levels.at(-1)!.held.commit()
  }

  async #rollbackDownTo(index: number): Promise<void> {
    for (; this.#levels.length > index; this.#levels.pop()) await this.#levels.at(-1)!.held.rollback()
  }
}
