import type { PlacedStatement } from '../../contracts/hazard.ts'
import type { CreateTable, ObjectName, StatementFacts } from '../../contracts/statement-facts.ts'
import { sameTable, writes } from './writes.ts'

type Made = CreateTable & StatementFacts

/** Finds statements by what they name. A text may have a hundred thousand: nobody may look at all of them for each. */
export class Places {
  readonly #about = new Map<string, PlacedStatement[]>()
  readonly #made = new Map<string, { readonly at: number; readonly facts: Made }[]>()
  /** The first place where something of a name is dropped. */
  readonly #dropped = new Map<string, number>()

  constructor(statements: readonly StatementFacts[]) {
    for (const [at, facts] of statements.entries()) {
      for (const key of new Set(writes(facts).map((name) => name.key)))
        append(this.#about, key, { at, facts })
      if (facts.kind === 'create-table') append(this.#made, facts.table.key, { at, facts })
      if (facts.kind !== 'drop') continue
      for (const { key } of facts.names) if (!this.#dropped.has(key)) this.#dropped.set(key, at)
    }
  }

  /** Those that name the table as what they make, change or drop, in order. */
  about(table: ObjectName): readonly PlacedStatement[] {
    const found = this.#about.get(table.key) ?? []
    if (table.schema === undefined) return found
    return found.filter(({ facts }) => writes(facts).some((name) => sameTable(name, table)))
  }

  /** What makes the table, at the first place before `end`. */
  made(table: ObjectName, end: number = Number.POSITIVE_INFINITY): Made | undefined {
    return this.#made.get(table.key)?.find(({ at, facts }) => at < end && sameTable(facts.table, table))
      ?.facts
  }

  /** Whether something that is called so is dropped before a place. */
  dropped(key: string, end: number): boolean {
    return (this.#dropped.get(key) ?? Number.POSITIVE_INFINITY) < end
  }
}

const append = <Value>(map: Map<string, Value[]>, key: string, value: Value): void => {
  const values = map.get(key)
  if (values === undefined) map.set(key, [value])
  else values.push(value)
}
