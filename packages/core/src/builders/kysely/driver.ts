import type { DatabaseConnection, Driver, TransactionSettings } from 'kysely'
import type { Session } from '../../contracts/session.ts'
import { keepContexts, leaveScope } from '../../database/context.ts'
import { checkOptions } from '../../door/options.ts'
import { sourceOf, type BuilderEngine, type Source } from '../source.ts'
import { SessionConnection } from './connection.ts'
import type { KyselyOptions } from './options.ts'

/**
 * Kysely's driver over a session. It owns nothing: connections stay Holdfast's, which hands one out for each statement,
 * and destroying it closes nothing. A transaction begun through it runs once, with Holdfast's bounds.
 */
export class SessionDriver implements Driver {
  readonly #source: Source
  readonly #bigints: boolean

  constructor(session: Session, engine: Omit<BuilderEngine, 'builder'>, options: KyselyOptions = {}) {
    checkOptions(options, ['statement', 'transaction', 'plugins', 'log', 'bigints'], 'use kysely')
    this.#source = sourceOf(session, { ...engine, builder: 'kysely' }, options)
    this.#bigints = options.bigints === true
  }

  // Each connection may be asked for a transaction, which enters a context. Contexts must be kept apart before Kysely awaits
  // the connection; on its first use it awaits this first.
  init(): Promise<void> {
    keepContexts()
    setImmediate(leaveScope)
    return Promise.resolve()
  }

  acquireConnection(): Promise<DatabaseConnection> {
    keepContexts()
    return Promise.resolve(new SessionConnection(this.#source, this.#bigints))
  }

  // Not async: what it enters must reach Kysely's own frame, in which the callback runs.
  beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    return ours(connection).transactions.begin(settings)
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return ours(connection).transactions.commit()
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return ours(connection).transactions.rollback()
  }

  savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    return ours(connection).transactions.savepoint(name)
  }

  rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    return ours(connection).transactions.rollbackTo(name)
  }

  releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    return ours(connection).transactions.release(name)
  }

  releaseConnection(): Promise<void> {
    leaveScope()
    return Promise.resolve()
  }

  destroy(): Promise<void> {
    return Promise.resolve()
  }
}

/** Kysely hands back what `acquireConnection` gave it. */
const ours = (connection: DatabaseConnection): SessionConnection => connection as SessionConnection
