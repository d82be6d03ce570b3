import { HoldfastError } from '@holdfast/core'
import { farOptions, noClient, plainErrors, type FarParts, type Remote } from '@holdfast/core/drizzle'
import type { Query, SQL, TablesRelationalConfig } from 'drizzle-orm'
import {
  type PgDialect,
  PgTransaction,
  type PgTransactionConfig,
  type PreparedQueryConfig,
  type SelectedFieldsOrdered,
} from 'drizzle-orm/pg-core'
import {
  PgRemoteSession,
  type PgRemoteQueryResultHKT,
  type PreparedQuery,
  type RemoteCallback,
} from 'drizzle-orm/pg-proxy'
import { plainDates } from './engine/utc-date.ts'

type Parts<S extends TablesRelationalConfig> = FarParts<PgDialect, S>

/** Drizzle's session for a far database, whose far end is a session of ours. */
export class FarSession<
  F extends Record<string, unknown>,
  S extends TablesRelationalConfig,
> extends PgRemoteSession<F, S> {
  readonly #remote: Remote
  readonly #parts: Parts<S>

  constructor(remote: Remote, parts: Parts<S>) {
    super(noClient, parts.dialect, parts.relations, farOptions(parts))
    this.#remote = remote
    this.#parts = parts
  }

  /** The far end is told which columns a statement brings: what a cell becomes depends on that. */
  override prepareQuery<T extends PreparedQueryConfig>(
    query: Query,
    fields: SelectedFieldsOrdered | undefined,
    name: string | undefined,
    isArray: boolean,
    mapper?: (rows: unknown[][]) => T['execute'],
  ): PreparedQuery<T> {
    const remote = this.#remote
    const isMapped = fields !== undefined || mapper !== undefined
    const client: RemoteCallback = async (text, parameters) => ({
      rows: isMapped ? await remote.rows(text, parameters, fields) : await remote.objects(text, parameters),
    })
    const { dialect, relations } = this.#parts
    const session = new PgRemoteSession<F, S>(client, dialect, relations, farOptions(this.#parts))
    const plain =
      mapper === undefined ? undefined : (found: unknown[][]): T['execute'] => plainDates(mapper(found))
    return plainErrors(session.prepareQuery<T>(query, fields, name, isArray, plain), ['execute'])
  }

  /** Drizzle's proxy leaves this empty. */
  override all<T>(query: SQL): Promise<T[]> {
    return this.execute(query)
  }

  override async transaction<R>(
    body: (tx: FarTransaction<F, S>) => Promise<R>,
    config: PgTransactionConfig = {},
  ): Promise<R> {
    if (config.deferrable === true) {
      throw new HoldfastError('unsupported', 'Cannot begin a transaction: deferrable ones are not offered')
    }
    return this.#remote.transaction(
      (inner) => body(new FarTransaction(new FarSession<F, S>(inner, this.#parts), this.#parts)),
      config,
    )
  }
}

/** A transaction in it is a transaction of its session: a savepoint, or a part of it. */
class FarTransaction<
  F extends Record<string, unknown>,
  S extends TablesRelationalConfig,
> extends PgTransaction<PgRemoteQueryResultHKT, F, S> {
  readonly #session: FarSession<F, S>

  constructor(session: FarSession<F, S>, { dialect, relations }: Parts<S>) {
    super(dialect, session, relations)
    this.#session = session
  }

  override transaction<R>(body: (tx: FarTransaction<F, S>) => Promise<R>): Promise<R> {
    return this.#session.transaction(body)
  }

  /** The transaction has begun, and Holdfast would not know. */
  override setTransaction(): Promise<never> {
    return Promise.reject(
      new TypeError('Cannot change a transaction: say what it should be in transaction(body, { … })'),
    )
  }
}
