import { Table } from './table.ts'

const empty = new Table()

/**
 * All tables at one moment. A fork sees what is there now and nothing that happens to the original later, nor the other way
 * round: the first write to a table that both share copies it, which costs the size of that table.
 */
export class State {
  #tables: Map<string, Table>
  #own = new Set<Table>()

  constructor(tables: Map<string, Table> = new Map()) {
    this.#tables = tables
  }

  fork(): State {
    this.#own = new Set()
    return new State(new Map(this.#tables))
  }

  /** Takes over what a fork has become. */
  adopt(fork: State): void {
    this.#tables = fork.#tables
    this.#own = fork.#own
  }

  read(id: string): Table {
    return this.#tables.get(id) ?? empty
  }

  write(id: string): Table {
    const shared = this.#tables.get(id)
    if (shared !== undefined && this.#own.has(shared)) return shared
    const table = shared?.copy() ?? new Table()
    this.#tables.set(id, table)
    this.#own.add(table)
    return table
  }
}
