import { ForkableMap } from './forkable-map.ts'
import type { RecordTable } from './records/record-table.ts'
import { Table } from './table.ts'

const empty = new Table()

/** All stores and all tables at one moment; see `ForkableMap`. */
export class State {
  readonly #entries: ForkableMap<Table>
  /** The tables of records, by name. */
  readonly records: ForkableMap<RecordTable>

  constructor(
    entries: ForkableMap<Table> = new ForkableMap(),
    records: ForkableMap<RecordTable> = new ForkableMap(),
  ) {
    this.#entries = entries
    this.records = records
  }

  /** Each fork must be released, after its last use. */
  fork(): State {
    return new State(this.#entries.fork(), this.records.fork())
  }

  /** Takes over what a fork has become. Nothing but that fork was written to meanwhile. */
  adopt(fork: State): void {
    this.#entries.adopt(fork.#entries)
    this.records.adopt(fork.records)
  }

  release(): void {
    this.#entries.release()
    this.records.release()
  }

  /** The entries of a store. */
  read(id: string): Table {
    return this.#entries.get(id) ?? empty
  }

  write(id: string): Table {
    return this.#entries.writable(id) ?? this.#entries.replace(id, new Table())
  }
}
