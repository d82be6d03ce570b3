import type { RehearsedMigration } from '../../contracts/rehearsal.ts'
import type { SchemaModel } from '../../contracts/schema-model.ts'
import type { Ask } from '../../database/ask.ts'
import type { Dialect } from '../../database/dialect.ts'
import { statement } from '../../database/statement.ts'

export type RowCounts = ReadonlyMap<string, number>

export const countRows = async (ask: Ask, dialect: Dialect, { tables }: SchemaModel): Promise<RowCounts> => {
  const counts = new Map<string, number>()
  for (const { name } of tables) {
    const [row] = await ask(statement(`select count(*) from ${dialect.table(name)}`))
    counts.set(name, Number(row![0]))
  }
  return counts
}

/** Of the tables that are named, and of those whose number changed. */
export const rowChanges = (
  before: RowCounts,
  after: RowCounts,
  named: readonly string[],
): RehearsedMigration['rows'] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .map((table) => ({ table, before: before.get(table), after: after.get(table) }))
    .filter((one) => one.before !== one.after || named.includes(one.table))
