import type { Session } from '../contracts/session.ts'
import { positionalOf, type PositionalSql } from '../database/positional.ts'
import { HoldfastError } from '../errors.ts'
import { bindableOf, type WriteList } from './bindable.ts'
import type { BuilderOptions } from './options.ts'
import { sql as tag } from '../database/sql.ts'
import type { SqlQuery } from '../contracts/sql.ts'

/** A session as a query builder uses it. */
export interface Source {
  readonly session: Session
  readonly sql: PositionalSql
  readonly options: BuilderOptions
  /** The builder's statement. */
  query(text: string, parameters: readonly unknown[]): SqlQuery
  /** The same over a transaction of this session. */
  over(session: Session): Source
}

/** What a backend says about itself to a builder. */
export interface BuilderEngine {
  /** The name of the backend whose SQL the builder writes. */
  readonly backend: string
  /** As `kysely`, for errors. */
  readonly builder: string
  /** How an array travels as one parameter. */
  readonly writeList: WriteList
}

/** Throws `unsupported` for a session without SQL, and `TypeError` for one of another backend. */
export const sourceOf = (session: Session, engine: BuilderEngine, options: BuilderOptions): Source => {
  const { backend, builder, writeList } = engine
  const action = `use ${builder}`
  const sql = positionalOf(session)
  if (sql === undefined) {
    if (typeof session !== 'object' || session === null)
      throw new TypeError(`Cannot ${action}: give an open database or a transaction`)
    throw new HoldfastError('unsupported', `Cannot ${action}: this session does not speak SQL`)
  }
  if (sql.backend !== backend) {
    throw new TypeError(
      `Cannot ${action}: this one writes SQL for "${backend}" and the session is "${sql.backend}"; import it from that backend's package`,
    )
  }
  return {
    session,
    sql,
    options,
    query: (text, parameters) =>
      tag.compiled(
        text,
        parameters.map((value) => bindableOf(value, writeList)),
      ),
    over: (inner) => sourceOf(inner, engine, options),
  }
}
