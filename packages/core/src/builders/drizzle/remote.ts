import { Column, is, type SelectedFieldsOrdered } from 'drizzle-orm'
import type { Isolation, Session } from '../../contracts/session.ts'
import type { RowPage } from '../../database/statement.ts'
import { checkOptions } from '../../door/options.ts'
import { objectReader, readCell, type ColumnReading } from '../cells.ts'
import { isolationOf } from '../isolation.ts'
import type { BuilderOptions } from '../options.ts'
import { sourceOf, type BuilderEngine, type Source } from '../source.ts'
import { optionNames } from './options.ts'

export interface RemoteEngine extends Omit<BuilderEngine, 'builder'> {
  /** What a column expects for an instant, where that is not a `Date`. Of a relational query the columns are not known. */
  instant?(column: Column | undefined): ((instant: Date) => unknown) | undefined
}

type Fields = SelectedFieldsOrdered<Column>

/** What Drizzle asks of a transaction, in the words of its engines. */
interface Asked {
  readonly isolationLevel?: Parameters<typeof isolationOf>[0] | undefined
  readonly accessMode?: 'read only' | 'read write' | undefined
}

/** The far end of Drizzle's proxy: a session. */
export class Remote {
  readonly #engine: RemoteEngine
  readonly #source: Source

  constructor(session: Session, engine: RemoteEngine, options: BuilderOptions) {
    checkOptions(options, optionNames, 'use drizzle')
    this.#engine = engine
    this.#source = sourceOf(session, { ...engine, builder: 'drizzle' }, options)
  }

  /** Rows as values in the order of `fields`. Without them a mapper follows that parses JSON by itself. */
  async rows(text: string, parameters: readonly unknown[], fields?: Fields): Promise<unknown[][]> {
    const page = await this.#run(text, parameters)
    const { json, rows } = page
    const columns = page.columns.map((name, index) =>
      this.#reading(name, fields?.[index]?.field, json?.includes(index) === true),
    )
    return rows.map((row) => row.map((cell, index) => readCell(cell, columns[index]!)))
  }

  /** Rows by column name, for statements whose columns Drizzle does not know. */
  async objects(text: string, parameters: readonly unknown[]): Promise<Record<string, unknown>[]> {
    const page = await this.#run(text, parameters)
    return page.columns.length === 0 ? [] : page.rows.map(objectReader(page, false))
  }

  /** Runs `body` once. Called on the far end of a transaction it is nested, as the session's own `transaction` is. */
  transaction<R>(
    body: (inner: Remote) => Promise<R>,
    { isolationLevel, accessMode }: Asked = {},
  ): Promise<R> {
    const { session, options } = this.#source
    const isolation: Isolation | undefined =
      isolationLevel === undefined ? undefined : isolationOf(isolationLevel)
    return session.transaction((tx) => body(new Remote(tx, this.#engine, options)), {
      ...options.transaction,
      ...(isolation !== undefined && { isolation }),
      ...(accessMode !== undefined && { readOnly: accessMode === 'read only' }),
      retries: 0,
    })
  }

  async #run(text: string, parameters: readonly unknown[]): Promise<RowPage> {
    const { sql, query, options } = this.#source
    try {
      return await sql.result(query(text, parameters), options.statement)
    } catch (error) {
      throw sql.stoppedBy ?? error
    }
  }

  /** A column of whole numbers that says `number` would round a large one; a column of JSON parses it by itself. */
  #reading(name: string, field: Fields[number]['field'] | undefined, isJson: boolean): ColumnReading {
    if (field === undefined)
      return { name, isJson: false, bigints: false, instant: this.#engine.instant?.(undefined) }
    if (!is(field, Column)) return { name, isJson, bigints: true }
    const element = elementOf(field)
    return {
      name,
      isJson: isJson && element.dataType !== 'json',
      bigints: element.dataType !== 'number',
      instant: this.#engine.instant?.(element),
    }
  }
}

/** The column of an array's elements. */
const elementOf = (column: Column): Column =>
  'baseColumn' in column && is(column.baseColumn, Column) ? elementOf(column.baseColumn) : column
