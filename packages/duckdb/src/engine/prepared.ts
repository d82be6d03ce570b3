import { StatementType, type DuckDBConnection, type DuckDBPreparedStatement } from '@duckdb/node-api'
import { changing, natureOf, type Nature } from './nature.ts'

const { SELECT, TRANSACTION } = StatementType

export interface Prepared extends Nature {
  readonly native: DuckDBPreparedStatement
  /** It may run again. A prepared CREATE TABLE that was rolled back makes a table without columns the next time. */
  readonly mayRunAgain: boolean
}

/** The prepared statements of one connection, by text. The least recently used go first. */
export class PreparedStatements {
  readonly #connection: DuckDBConnection
  readonly #capacity: number
  readonly #kept = new Map<string, Prepared>()

  constructor(connection: DuckDBConnection, capacity = 500) {
    this.#connection = connection
    this.#capacity = capacity
  }

  /** A kept one, ready at once. */
  find(text: string): Prepared | undefined {
    const prepared = this.#kept.get(text)
    if (prepared === undefined) return undefined
    this.#kept.delete(text)
    this.#kept.set(text, prepared)
    return prepared
  }

  async prepare(text: string): Promise<Prepared> {
    const native = await this.#connection.prepare(text)
    const type = native.statementType
    return {
      native,
      ...natureOf(type, text),
      mayRunAgain: type === SELECT || type === TRANSACTION || changing.has(type),
    }
  }

  keep(text: string, prepared: Prepared): void {
    if (this.#kept.has(text)) return prepared.native.destroySync()
    this.#kept.set(text, prepared)
    if (this.#kept.size <= this.#capacity) return
    const [oldest, evicted] = this.#kept.entries().next().value!
    this.#kept.delete(oldest)
    evicted.native.destroySync()
  }

  clear(): void {
    for (const { native } of this.#kept.values()) native.destroySync()
    this.#kept.clear()
  }
}
