import type { SchemaModel, TableModel } from '../../contracts/schema-model.ts'
import type { StatementFacts } from '../../contracts/statement-facts.ts'
import { writes } from '../facts/writes.ts'

/** What a table may suffer from a statement that does not name it. */
export interface Reach {
  /** Tables that the statements name as what they change. */
  readonly named: ReadonlySet<string>
  /** Tables that may change behind that, by a reference, a trigger or a function. */
  readonly behind: readonly TableModel[]
}

const harmless = new Set([
  'comment',
  'analyze',
  'grant',
  'lock',
  'set',
  'pragma',
  'explain',
  'vacuum',
  'reindex',
  'checkpoint',
])

/** Which tables the statements may change. Where nobody can tell, it is all of them. */
export const reachOf = (facts: readonly StatementFacts[], schema: SchemaModel): Reach => {
  const keys = new Set(facts.flatMap((one) => writes(one).map(({ key }) => key.toLowerCase())))
  const named = new Set(
    schema.tables.filter(({ name }) => keys.has(name.toLowerCase())).map(({ name }) => name),
  )
  const others = schema.tables.filter(({ name }) => !named.has(name))
  const isDark = facts.some(
    (one) => one.kind === 'unknown' || one.kind === 'call' || (one.kind === 'select' && one.calls.length > 0),
  )
  const hasTrigger = schema.triggers.some(({ table }) => named.has(table))
  const changes = facts.some(({ kind }) => !harmless.has(kind))
  if (isDark || (hasTrigger && changes)) return { named, behind: others }
  return { named, behind: others.filter((table) => refersTo(table, named, schema)) }
}

/** Whether a reference could act on the rows of a table, over others too. */
const refersTo = (table: TableModel, named: ReadonlySet<string>, schema: SchemaModel): boolean => {
  const seen = new Set<string>()
  const leads = ({ name, foreignKeys }: TableModel): boolean => {
    if (seen.has(name)) return false
    seen.add(name)
    return foreignKeys.some((key) => {
      if (named.has(key.table)) return true
      const parent = schema.tables.find((one) => one.name === key.table)
      return parent !== undefined && leads(parent)
    })
  }
  return leads(table)
}
