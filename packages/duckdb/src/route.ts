import { StatementType, type DuckDBConnection } from '@duckdb/node-api'
import { HoldfastError, type Route } from '@holdfast/core'
import { isInvalidated } from './errors.ts'

const { SELECT, EXPLAIN, INSERT, UPDATE, DELETE, MERGE_INTO, COPY, EXPORT, PREPARE, EXECUTE, TRANSACTION } =
  StatementType

const writes: ReadonlySet<StatementType> = new Set([
  INSERT,
  UPDATE,
  DELETE,
  MERGE_INTO,
  COPY,
  EXPORT,
  PREPARE,
  EXECUTE,
  TRANSACTION,
])

/** A sequence moves on also in a SELECT, and that is written to the log. */
const movesSequence = /\bnextval\s*\(/i
const explained = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/)*explain\s+(?:analyze\s+|\([^)]*analyze[^)]*\)\s*)/i

/** How many texts are remembered. */
const capacity = 1_000

/** Which connection a text needs, by the engine's own judgement of what kind of statement it is. */
export class Router {
  #connection: DuckDBConnection | undefined
  readonly #known = new Map<string, Route>()
  readonly #asking = new Set<Promise<Route>>()
  #closed = false

  constructor(connection: DuckDBConnection) {
    this.#connection = connection
  }

  route(text: string): Route | Promise<Route> {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const connection = this.#connection
    if (this.#closed || connection === undefined)
      throw new HoldfastError('closed', 'Cannot run the statement: the database has been closed')
    const asking = this.#ask(connection, text)
    this.#asking.add(asking)
    return asking.finally(() => this.#asking.delete(asking))
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.disconnect()
  }

  /** Waits for the questions that are out: the engine crashes when a connection goes away under one. */
  async disconnect(): Promise<void> {
    while (this.#asking.size > 0) await Promise.allSettled(this.#asking)
    this.#connection?.disconnectSync()
    this.#connection = undefined
  }

  reconnect(connection: DuckDBConnection): void {
    this.#connection = connection
  }

  async #ask(connection: DuckDBConnection, text: string): Promise<Route> {
    let type: StatementType
    try {
      const prepared = await connection.prepare(text)
      type = prepared.statementType
      prepared.destroySync()
    } catch (error) {
      if (isInvalidated(error)) throw error
      // It will fail in the same way where it is run, with its error where the caller sees it. A table that is missing
      // now may exist when the text comes again.
      return 'read'
    }
    // EXPLAIN ANALYZE runs what it explains.
    const inner =
      type === EXPLAIN && explained.test(text) ? await this.route(text.replace(explained, '')) : undefined
    const route = inner ?? routeOf(type, text)
    if (this.#known.size >= capacity) this.#known.delete(this.#known.keys().next().value!)
    this.#known.set(text, route)
    return route
  }
}

const routeOf = (type: StatementType, text: string): Route => {
  if (type === SELECT || type === EXPLAIN) return movesSequence.test(text) ? 'write' : 'read'
  // The rest changes the catalog, the settings or the file: CHECKPOINT is a CALL to the engine, and TRUNCATE a DELETE.
  return writes.has(type) ? 'write' : 'exclusive'
}
