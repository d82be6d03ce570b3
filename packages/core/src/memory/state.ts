import { Table } from './table.ts'

const empty = new Table()

/**
 * All tables at one moment. A fork sees what is there now and nothing that happens to the original later, nor the other way
 * round: the first write to a table that both share copies it, which costs the size of that table.
 */
export class State {
  readonly #tables: Map<string, Table>
  /** Tables that the state around this one may share. */
  readonly #borrowed: Set<string>
  /** Tables that forks of this one may share. */
  #lent = new Set<string>()
  #forks = 0

  constructor(tables: Map<string, Table> = new Map()) {
    this.#tables = tables
    this.#borrowed = new Set(tables.keys())
  }

  /** Each fork must be released, after its last use. */
  fork(): State {
    this.#forks++
    this.#lent = new Set(this.#tables.keys())
    return new State(new Map(this.#tables))
  }

  /** Takes over what a fork has become. Nothing but that fork was written to meanwhile. */
  adopt(fork: State): void {
    for (const [id, table] of fork.#tables) {
      if (!fork.#borrowed.has(id)) this.#replace(id, table)
    }
  }

  release(): void {
    this.#forks--
    if (this.#forks === 0) this.#lent.clear()
  }

  read(id: string): Table {
    return this.#tables.get(id) ?? empty
  }

  write(id: string): Table {
    const current = this.#tables.get(id)
    if (current !== undefined && !this.#lent.has(id) && !this.#borrowed.has(id)) return current
    return this.#replace(id, current?.copy() ?? new Table())
  }

  #replace(id: string, table: Table): Table {
    this.#tables.set(id, table)
    this.#lent.delete(id)
    this.#borrowed.delete(id)
    return table
  }
}
