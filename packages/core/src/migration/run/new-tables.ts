import type { SchemaModel } from '../../contracts/schema-model.ts'
import type { ObjectName, StatementFacts, TableAction } from '../../contracts/statement-facts.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import type { ScriptUnits } from '../units/script-units.ts'

/**
 * The tables that a run has made itself. Nobody else has rows in them or waits for them, so what a migration does to them alone can take nothing away:
 * there is nothing to copy or to compare, and it may share a transaction with its neighbours.
 */
export class NewTables {
  readonly #taken: ReadonlySet<string>
  readonly #functions: ReadonlySet<string>
  readonly #made: Set<string>

  private constructor(
    taken: ReadonlySet<string>,
    functions: ReadonlySet<string>,
    made: ReadonlySet<string> = new Set(),
  ) {
    this.#taken = taken
    this.#functions = functions
    this.#made = new Set(made)
  }

  /** None yet, and nothing beside them: to see whether a text could be for new tables at all. */
  static unknown(): NewTables {
    return new NewTables(new Set(), new Set())
  }

  /** None yet; what the schema holds belongs to somebody else. */
  static beside({ tables, views, functions }: SchemaModel): NewTables {
    const names = [...tables, ...views].map(({ name }) => name.toLowerCase())
    return new NewTables(new Set(names), new Set(functions.map((name) => name.toLowerCase())))
  }

  /** The same, for a transaction that may be rolled back. */
  copy(): NewTables {
    return new NewTables(this.#taken, this.#functions, this.#made)
  }

  /** Whether a migration touches no other tables, which everyone can tell from its text. Those that it makes are counted in then. */
  admit({ up, isOneTransaction, isRepeatable }: LoadedMigration, script: ScriptUnits): boolean {
    const { directives, units } = script
    const { accept, before, after, changes } = directives
    const asksForMore = [accept, before, after, changes].some(({ length }) => length > 0)
    if (
      up.kind !== 'sql' ||
      isRepeatable === true ||
      !isOneTransaction ||
      !script.isOneTransaction ||
      asksForMore
    )
      return false
    if (units.some((unit) => unit.form !== 'together' || unit.rebuilds === true)) return false
    const added: string[] = []
    for (const facts of script.facts) {
      if (!this.#staysWithin(facts, this.#made)) {
        for (const name of added) this.#made.delete(name)
        return false
      }
      if (facts.kind !== 'create-table') continue
      const name = facts.table.key.toLowerCase()
      if (!this.#made.has(name)) added.push(name)
      this.#made.add(name)
    }
    return true
  }

  /** Whether they are still only this run's after a migration that went by itself: nobody has made a trigger, a function or another table. */
  stay({ up }: LoadedMigration, { facts }: ScriptUnits): boolean {
    return up.kind === 'sql' && facts.every(makesNothing)
  }

  #staysWithin(facts: StatementFacts, made: ReadonlySet<string>): boolean {
    const isMade = ({ schema, key }: ObjectName): boolean =>
      schema === undefined && made.has(key.toLowerCase())
    if (facts.inside.length > 0 || facts.calls.some((name) => this.#functions.has(name))) return false
    switch (facts.kind) {
      case 'create-table': {
        const { table, columns, constraints, options } = facts
        const isPlain = !facts.orReplace && !facts.temporary && !facts.as && facts.module === undefined
        const isFree = table.schema === undefined && !this.#taken.has(table.key.toLowerCase())
        // Of a partition and the like, the text behind the parentheses names the table that it belongs to.
        const namesOthers = options.split(/\W+/).some((word) => this.#taken.has(word))
        const parents = [...columns, ...constraints].flatMap(({ references }) => references?.table ?? [])
        const isOwn = (parent: ObjectName): boolean => parent.key === table.key || isMade(parent)
        return isPlain && isFree && !namesOthers && parents.every(isOwn)
      }
      case 'create-index':
        return !facts.concurrently && isMade(facts.table)
      case 'alter-table':
        return isMade(facts.table) && facts.actions.every((action) => addsColumn(action, isMade))
      case 'insert':
        return isMade(facts.table) && !facts.query && !facts.onConflict
      default:
        return false
    }
  }
}

const addsColumn = (action: TableAction, isMade: (name: ObjectName) => boolean): boolean => {
  if (action.kind !== 'add-column') return false
  const { notNull, default: fallback, generated, identity, references } = action.column
  return (
    generated === undefined &&
    !identity &&
    (!notNull || fallback !== undefined) &&
    (references === undefined || isMade(references.table))
  )
}

const makesNothing = (facts: StatementFacts): boolean => {
  switch (facts.kind) {
    case 'create-index':
    case 'insert':
    case 'update':
    case 'delete':
    case 'comment':
    case 'analyze':
      return true
    case 'create':
      return facts.object === 'view'
    case 'alter-table':
      return facts.actions.every(({ kind }) => kind === 'add-column')
    default:
      return false
  }
}
