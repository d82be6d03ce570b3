import { StatementType, type DuckDBConnection, type DuckDBPreparedStatement } from '@duckdb/node-api'

/** What must be known about a text beyond running it. */
export interface Nature {
  /** It begins or ends a transaction. */
  readonly control: Control | undefined
  /** It changes the catalog, so the log of changes should not outlive it; see `Checkpoint`. */
  readonly isDefinition: boolean
  /** It changes what the connection itself remembers, so nobody else may be given the connection. */
  readonly isSetting: boolean
  /** The rows that come back are rows that were changed. */
  readonly changes: boolean
}

export interface Prepared extends Nature {
  readonly native: DuckDBPreparedStatement
  /** It may run again. A prepared CREATE TABLE that was rolled back makes a table without columns the next time. */
  readonly mayRunAgain: boolean
}

/** What the engine has read in a text. */
export const natureOf = (type: StatementType, text: string): Nature => ({
  control: type === TRANSACTION ? controlOf(text) : undefined,
  isDefinition: definitions.has(type),
  isSetting: settings.has(type),
  changes: changing.has(type),
})

export type Control = 'begin' | 'commit' | 'rollback'

const { CREATE, CREATE_FUNC, ALTER, DROP, SET, VARIABLE_SET, PREPARE, LOAD, ATTACH, DETACH } = StatementType
const { SELECT, INSERT, UPDATE, DELETE, MERGE_INTO, COPY_DATABASE, TRANSACTION } = StatementType

const definitions: ReadonlySet<StatementType> = new Set([CREATE, CREATE_FUNC, ALTER, DROP, COPY_DATABASE])
const settings: ReadonlySet<StatementType> = new Set([SET, VARIABLE_SET, PREPARE, LOAD, ATTACH, DETACH])
const changing: ReadonlySet<StatementType> = new Set([INSERT, UPDATE, DELETE, MERGE_INTO])

const controls: Readonly<Record<string, Control>> = {
  begin: 'begin',
  start: 'begin',
  commit: 'commit',
  end: 'commit',
  rollback: 'rollback',
  abort: 'rollback',
}

/** The transaction control that a text is, judged by its first word. */
export const controlOf = (text: string): Control | undefined => {
  const word = /^\s*([a-z]+)/i.exec(text)?.[1]
  return word === undefined ? undefined : controls[word.toLowerCase()]
}

/** Whether a text can be no more than one statement and wants no value. */
export const isAlone = (text: string): boolean => !/[;?$]/.test(text)

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
