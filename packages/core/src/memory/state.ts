import { Table } from './table.ts'

const empty = new Table()

/**
 * All tables at one moment. A fork sees what is there now and nothing that happens to the original later, nor the other way
 * round: the first write to a table that both share copies it, which costs the size of that table.
 */
export class State {
  #tables: Map<string, Table>
  #shared: Set<string>
  #forks = 0

  constructor(tables: Map<string, Table> = new Map()) {
    this.#tables = tables
    this.#shared = new Set(tables.keys())
  }

  /** Each fork must be released, after its last use. */
  fork(): State {
    this.#forks++
    this.#shared = new Set(this.#tables.keys())
    return new State(new Map(this.#tables))
  }

  /** Takes over what a fork has become. Nothing but that fork was written to meanwhile. */
  adopt(fork: State): void {
    for (const [id, table] of fork.#tables) {
      if (fork.#shared.has(id)) continue
      this.#tables.set(id, table)
      this.#shared.delete(id)
    }
  }

  release(): void {
    this.#forks--
    if (this.#forks === 0) this.#shared.clear()
  }

  read(id: string): Table {
    return this.#tables.get(id) ?? empty
  }

  write(id: string): Table {
    const current = this.#tables.get(id)
    if (current !== undefined && !this.#shared.has(id)) return current
    const table = current?.copy() ?? new Table()
    this.#tables.set(id, table)
    this.#shared.delete(id)
    return table
  }
}
