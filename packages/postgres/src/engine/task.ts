import type { DriverCell, Settled } from '@holdfast/core'
import { type CellParser, isJson, parserOf } from '../cells.ts'
import { type PgConnection, type PgQuery, QueryBase, type RowDescription } from './pg-internals.ts'

/** What the server answered to one message group that ends with a Sync. */
export interface Answer {
  readonly columns: readonly string[]
  readonly json: readonly number[] | undefined
  readonly rows: DriverCell[][]
  /** The command tag, as `INSERT 0 5`. Empty when a portal was suspended or the text was empty. */
  readonly tag: string
}

/** How one task speaks to the server. It must end with exactly one Sync, or be one simple query. */
export type Speak = (connection: PgConnection) => void

/** The columns of the rows to come, and how their cells are read. */
export interface Shape {
  readonly columns: readonly string[]
  readonly parsers: readonly (CellParser | undefined)[]
  /** Positions of the columns that hold JSON. */
  readonly json?: readonly number[] | undefined
}

export const nothing: Shape = { columns: [], parsers: [] }

/** One message group in the queue of a connection. It is done when the server says it is ready again, never earlier. */
export class Task extends QueryBase implements PgQuery {
  readonly speak: Speak
  /** Whether a transaction was open when this was sent: decides what a lost connection means. */
  readonly inTransaction: boolean
  /** It begins a transaction. */
  opens = false
  /** A cancel request was sent while this ran. */
  interrupted = false
  shape: Shape
  error: Error | undefined
  onCopyIn: ((connection: PgConnection) => void) | undefined
  /** Stops what a cancel request does not reach: a server that waits for rows. */
  onInterrupt: (() => void) | undefined
  /** Not `rows`: pg would take it for the option of that name. */
  protected gathered: DriverCell[][] = []
  readonly #done: (task: Task) => void
  #tag = ''
  #isDone = false

  constructor(speak: Speak, inTransaction: boolean, done: (task: Task) => void, shape: Shape = nothing) {
    super()
    this.speak = speak
    this.inTransaction = inTransaction
    this.#done = done
    this.shape = shape
  }

  get isDone(): boolean {
    return this.#isDone
  }

  /** Whether more of it would be thrown away. */
  get isOver(): boolean {
    return this.#isDone || this.interrupted || this.error !== undefined
  }

  interrupt(): void {
    if (this.interrupted) return
    this.interrupted = true
    this.onInterrupt?.()
  }

  /** Called when the server is ready again, or will never be. */
  finish(): void {
    if (this.#isDone) return
    this.#isDone = true
    this.#done(this)
  }

  outcome(): Settled<Answer> {
    if (this.error !== undefined) return { ok: false, error: this.error }
    const { columns, json } = this.shape
    return { ok: true, value: { columns, json, rows: this.gathered, tag: this.#tag } }
  }

  submit(connection: PgConnection): null {
    this.speak(connection)
    return null
  }

  handleRowDescription(message: RowDescription): void {
    const columns: string[] = []
    const parsers: (CellParser | undefined)[] = []
    let json: number[] | undefined
    for (const field of message.fields) {
      if (isJson(field.dataTypeID)) (json ??= []).push(columns.length)
      columns.push(field.name)
      parsers.push(parserOf(field.dataTypeID))
    }
    this.shape = { columns, parsers, json }
  }

  handleDataRow(message: { readonly fields: readonly (string | null)[] }): void {
    const parsers = this.shape.parsers
    const row = message.fields as DriverCell[]
    for (let index = 0; index < row.length; index += 1) {
      const parse = parsers[index]
      if (parse === undefined) continue
      const cell = row[index]
      if (typeof cell === 'string') row[index] = parse(cell)
    }
    this.gathered.push(row)
  }

  handleCommandComplete(message: { readonly text: string }): void {
    this.#tag = message.text
  }

  handlePortalSuspended(): void {}

  handleEmptyQuery(): void {}

  handleCopyInResponse(connection: PgConnection): void {
    if (this.onCopyIn === undefined) connection.sendCopyFail('COPY FROM STDIN is what bulkInsert is for')
    else this.onCopyIn(connection)
  }

  handleCopyData(): void {
    this.error ??= new Error('COPY TO STDOUT is not supported')
  }

  // The wire finishes the task: after an error pg no longer tells a query that the server is ready.
  handleReadyForQuery(): void {}

  handleError(error: Error): void {
    this.error ??= error
  }
}
