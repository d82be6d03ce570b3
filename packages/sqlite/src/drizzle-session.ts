import { HoldfastError } from '@holdfast/core'
import { farOptions, noClient, plainErrors, type FarParts, type Remote } from '@holdfast/core/drizzle'
import type { Query, TablesRelationalConfig } from 'drizzle-orm'
import type {
  SelectedFieldsOrdered,
  SQLiteAsyncDialect,
  SQLiteExecuteMethod,
  SQLiteTransactionConfig,
} from 'drizzle-orm/sqlite-core'
import {
  type AsyncRemoteCallback,
  type PreparedQueryConfig,
  type RemotePreparedQuery,
  SQLiteProxyTransaction,
  SQLiteRemoteSession,
} from 'drizzle-orm/sqlite-proxy'

type Parts<S extends TablesRelationalConfig> = FarParts<SQLiteAsyncDialect, S>

/** Drizzle's session for a far database, whose far end is a session of ours. */
export class FarSession<
  F extends Record<string, unknown>,
  S extends TablesRelationalConfig,
> extends SQLiteRemoteSession<F, S> {
  readonly #remote: Remote
  readonly #parts: Parts<S>

  constructor(remote: Remote, parts: Parts<S>) {
    super(noClient, parts.dialect, parts.relations, undefined, farOptions(parts))
    this.#remote = remote
    this.#parts = parts
  }

  /** The far end is told which columns a statement brings: what a cell becomes depends on that. */
  override prepareQuery<T extends Omit<PreparedQueryConfig, 'run'>>(
    query: Query,
    fields: SelectedFieldsOrdered | undefined,
    method: SQLiteExecuteMethod,
    isArray: boolean,
    mapper?: (rows: unknown[][]) => unknown,
  ): RemotePreparedQuery<T> {
    const remote = this.#remote
    const isMapped = fields !== undefined || mapper !== undefined
    const client: AsyncRemoteCallback = async (text, parameters, how) => {
      const rows =
        isMapped || how === 'values'
          ? await remote.rows(text, parameters, fields)
          : await remote.objects(text, parameters)
      // Of `get` Drizzle wants the one row, or none.
      return { rows: how === 'get' ? (rows[0] as unknown[]) : rows }
    }
    const { dialect, relations } = this.#parts
    const session = new SQLiteRemoteSession<F, S>(
      client,
      dialect,
      relations,
      undefined,
      farOptions(this.#parts),
    )
    const prepared = session.prepareQuery<T>(query, fields, method, isArray, mapper)
    return plainErrors(prepared, ['run', 'all', 'get', 'values'])
  }

  // The engine's own kinds of BEGIN are all kept by the one that Holdfast uses, which takes the writer at once.
  override transaction<R>(
    body: (tx: SQLiteProxyTransaction<F, S>) => Promise<R>,
    _config?: SQLiteTransactionConfig,
  ): Promise<R> {
    return this.#remote.transaction((inner) => {
      const session = new FarSession<F, S>(inner, this.#parts)
      return body(new FarTransaction(session, this.#parts))
    })
  }

  override batch(): Promise<never> {
    return Promise.reject(
      new HoldfastError('unsupported', 'Cannot run a batch through drizzle: use transaction()'),
    )
  }
}

/** A transaction in it is a transaction of its session: a savepoint. */
class FarTransaction<
  F extends Record<string, unknown>,
  S extends TablesRelationalConfig,
> extends SQLiteProxyTransaction<F, S> {
  readonly #session: FarSession<F, S>

  constructor(session: FarSession<F, S>, { dialect, relations }: Parts<S>) {
    super('async', dialect, session, relations)
    this.#session = session
  }

  override transaction<R>(body: (tx: SQLiteProxyTransaction<F, S>) => Promise<R>): Promise<R> {
    return this.#session.transaction(body)
  }
}
