import { ForkableMap } from './forkable-map.ts'
import type { RecordTable } from './records/record-table.ts'
import { Rows } from './rows.ts'
import { Table } from './table.ts'

const empty = new Table()
const noRows = new Rows<never>()

/** All stores and all tables at one moment; see `ForkableMap`. */
export class State {
  readonly #entries: ForkableMap<Table>
  /** Of every store but the key-value store. */
  readonly #rows: ForkableMap<Rows<unknown>>
  /** The tables of records, by name. */
  readonly records: ForkableMap<RecordTable>

  constructor(
    entries: ForkableMap<Table> = new ForkableMap(),
    records: ForkableMap<RecordTable> = new ForkableMap(),
    rows: ForkableMap<Rows<unknown>> = new ForkableMap(),
  ) {
    this.#entries = entries
    this.records = records
    this.#rows = rows
  }

  /** Each fork must be released, after its last use. */
  fork(): State {
    return new State(this.#entries.fork(), this.records.fork(), this.#rows.fork())
  }

  /** Takes over what a fork has become. Nothing but that fork was written to meanwhile. */
  adopt(fork: State): void {
    this.#entries.adopt(fork.#entries)
    this.records.adopt(fork.records)
    this.#rows.adopt(fork.#rows)
  }

  release(): void {
    this.#entries.release()
    this.records.release()
    this.#rows.release()
  }

  /** The entries of a store. */
  read(id: string): Table {
    return this.#entries.get(id) ?? empty
  }

  write(id: string): Table {
    return this.#entries.writable(id) ?? this.#entries.replace(id, new Table())
  }

  /** The rows of a store, whose kind is known by the id. */
  rows<R>(id: string): Rows<R> {
    return (this.#rows.get(id) ?? noRows) as Rows<R>
  }

  writableRows<R>(id: string): Rows<R> {
    return (this.#rows.writable(id) ?? this.#rows.replace(id, new Rows())) as Rows<R>
  }
}
