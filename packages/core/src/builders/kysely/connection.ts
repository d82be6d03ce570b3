import type { CompiledQuery, DatabaseConnection, QueryResult } from 'kysely'
import { objectReader } from '../cells.ts'
import type { Source } from '../source.ts'
import { Transactions } from './transactions.ts'

/**
 * What Kysely takes for a connection: the session, or the transaction that is open on it. Outside a transaction Holdfast
 * chooses a connection for each statement, so a second statement, which would rely on the first one's, is refused.
 */
export class SessionConnection implements DatabaseConnection {
  readonly transactions: Transactions
  readonly #bigints: boolean
  #statements = 0

  constructor(source: Source, bigints: boolean) {
    this.transactions = new Transactions(source)
    this.#bigints = bigints
  }

  async executeQuery<R>(compiled: CompiledQuery): Promise<QueryResult<R>> {
    const { sql, query, options } = this.#use()
    try {
      const result = await sql.result(query(compiled.sql, compiled.parameters), options.statement)
      const rows = result.columns.length === 0 ? [] : result.rows.map(objectReader(result, this.#bigints))
      const { affected } = result
      const insertId = inserts(compiled) && affected > 0 ? result.insertId : undefined
      return {
        rows: rows as R[],
        ...(compiled.query.kind !== 'SelectQueryNode' && { numAffectedRows: BigInt(affected) }),
        ...(insertId !== undefined && { insertId }),
      }
    } catch (error) {
      throw sql.stoppedBy ?? error
    }
  }

  async *streamQuery<R>(
    compiled: CompiledQuery,
    chunkSize = 100,
  ): AsyncGenerator<QueryResult<R>, void, undefined> {
    const { sql, query, options } = this.#use()
    const statement = query(compiled.sql, compiled.parameters)
    let rows: R[] = []
    try {
      const read = (page: Parameters<typeof objectReader>[0]): ReturnType<typeof objectReader> =>
        objectReader(page, this.#bigints)
      for await (const row of sql.stream(statement, read, { ...options.statement, chunk: chunkSize })) {
        rows.push(row as R)
        if (rows.length < chunkSize) continue
        yield { rows }
        rows = []
      }
    } catch (error) {
      throw sql.stoppedBy ?? error
    }
    if (rows.length > 0) yield { rows }
  }

  #use(): Source {
    const source = this.transactions.current
    this.#statements++
    if (this.#statements > 1 && !source.sql.isTransaction) {
      throw new TypeError(
        'Cannot run a second statement with connection(): Holdfast picks a connection for each one; use transaction()',
      )
    }
    return source
  }
}

/** Whether the rows that a statement changed are new ones: after an update the engine would tell an earlier row's number. */
const inserts = ({ query }: CompiledQuery): boolean =>
  query.kind === 'InsertQueryNode' && query.onConflict?.updates === undefined
