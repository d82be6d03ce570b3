import type { SchemaModel, TableModel } from '../../contracts/schema-model.ts'
import { statement } from '../../database/statement.ts'
import type { Dialect } from '../../database/dialect.ts'
import { storedColumns } from '../proof/measure-table.ts'
import { refuse } from '../source/refuse.ts'
import type { Work } from '../workshop.ts'

/** The rows that migrations have left, as statements. */
export interface Seeds {
  readonly inserts: readonly string[]
  /** What an insert does not bring along: the numbers that the engine has given. */
  readonly counters: readonly string[]
}

/** More rows than this are no seeds; they would make a file that nobody reads. */
const most = 10_000
const together = 100

/** Reads all rows, parents first, each value as the engine writes it. */
export const readSeeds = async (
  { ask }: Pick<Work, 'ask'>,
  dialect: Dialect,
  schema: SchemaModel,
): Promise<Seeds> => {
  const inserts: string[] = []
  const counters: string[] = []
  for (const table of parentsFirst(schema.tables)) {
    const { name, columns, primaryKey } = table
    const own = columns.filter(({ generated }) => generated === undefined)
    const values = own.map((column) => dialect.alter.literalOf(dialect.quote(column.name), column.type))
    const order = primaryKey.length === 0 ? '' : ` order by ${primaryKey.map(dialect.quote).join(', ')}`
    const rows = await ask(
      statement(`select ${values.join(', ')} from ${dialect.table(name)}${order} limit ${most + 1}`),
    )
    if (rows.length > most)
      throw refuse(
        'squash the migrations',
        `they leave more than ${most} rows in "${name}"; squash those before it`,
      )
    const into = `insert into ${dialect.table(name)} (${own.map((column) => dialect.quote(column.name)).join(', ')})`
    const given = own.some(({ identity }) => identity === 'always') ? ' overriding system value' : ''
    for (let from = 0; from < rows.length; from += together) {
      const lists = rows
        .slice(from, from + together)
        .map((row) => `  (${row.map((cell) => (cell === null ? 'null' : String(cell))).join(', ')})`)
      inserts.push(`${into}${given} values\n${lists.join(',\n')}`)
    }
    const stored = await storedColumns(ask, dialect, name)
    for (const question of dialect.backup.definition(name, stored)) {
      for (const [when, text] of await ask(question))
        if (when === 'after' && /^(?:select|update|insert)\b/i.test(String(text))) counters.push(String(text))
    }
  }
  return { inserts, counters }
}

/** Tables in the order in which their rows can be inserted. Those of a ring stay as they are. */
const parentsFirst = (tables: readonly TableModel[]): readonly TableModel[] => {
  const sorted: TableModel[] = []
  const seen = new Set<string>()
  const visit = (table: TableModel): void => {
    if (seen.has(table.name)) return
    seen.add(table.name)
    for (const key of table.foreignKeys) {
      const parent = tables.find(({ name }) => name === key.table)
      if (parent !== undefined) visit(parent)
    }
    sorted.push(table)
  }
  for (const table of tables) visit(table)
  return sorted
}
