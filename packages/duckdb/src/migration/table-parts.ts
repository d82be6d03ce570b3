import type {
  CheckModel,
  ColumnModel,
  DriverCell,
  ForeignKeyModel,
  IndexKey,
  IndexModel,
  TableModel,
  UniqueModel,
} from '@holdfast/core'
import { itemsOf, unquoted, type ColumnDdl } from '../engine/table-ddl.ts'

type Row = readonly DriverCell[]

export const columnOf = (row: Row, ddl: ReadonlyMap<string, ColumnDdl>): ColumnModel => {
  const [, name, type, nullable, expression] = row
  const { generated, collation } = ddl.get(String(name)) ?? {}
  return {
    name: String(name),
    type: String(type),
    nullable: nullable === true,
    // What a generated column is made of is told as its default too.
    ...(expression !== null && generated === undefined && { default: spelt(String(expression)) }),
    ...(generated !== undefined && {
      generated: { expression: spelt(withoutParentheses(generated)), stored: false },
    }),
    ...(collation !== undefined && { collation }),
  }
}

type Constraints = Pick<TableModel, 'primaryKey' | 'uniques' | 'foreignKeys' | 'checks'>

export const constraintsOf = (rows: readonly Row[]): Constraints => {
  let primaryKey: readonly string[] = []
  const uniques: UniqueModel[] = []
  const foreignKeys: ForeignKeyModel[] = []
  const checks: CheckModel[] = []
  for (const [, kind, expression, own, table, theirs] of rows) {
    const columns = own as readonly string[]
    if (kind === 'PRIMARY KEY') primaryKey = columns
    else if (kind === 'UNIQUE') uniques.push({ columns })
    else if (kind === 'CHECK')
      checks.push({ expression: spelt(withoutParentheses(String(expression))), isValid: true })
    else if (kind === 'FOREIGN KEY') {
      foreignKeys.push({
        columns,
        table: String(table),
        referencedColumns: theirs as readonly string[],
        onDelete: 'no action',
        onUpdate: 'no action',
        isValid: true,
      })
    }
  }
  return { primaryKey, uniques, foreignKeys, checks }
}

/** The engine writes true and false in another way when it has read its own text once more, as it does of a table that is made anew. */
const spelt = (expression: string): string =>
  expression.replaceAll(/\bCAST\('([tf])' AS BOOLEAN\)/g, (_, letter) => (letter === 't' ? 'true' : 'false'))

export const withoutParentheses = (text: string): string => {
  if (!text.startsWith('(') || !text.endsWith(')')) return text
  let depth = 0
  for (const { 0: token, index } of text.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]/g)) {
    depth += token === '(' ? 1 : token === ')' ? -1 : 0
    if (depth === 0 && index < text.length - 1) return text
  }
  return withoutParentheses(text.slice(1, -1))
}

/** The direction of a key is not kept by the engine. */
export const indexOf = ([, name, unique, sql]: Row): IndexModel => ({
  name: String(name),
  unique: unique === true,
  keys: itemsOf(String(sql)).map((pieces): IndexKey => {
    const first = pieces[0]!
    const last = pieces.at(-1)!
    const text = withoutParentheses(String(sql).slice(first.start, last.start + last.text.length))
    return pieces.length === 1 ? { column: unquoted(text) } : { expression: text }
  }),
  isValid: true,
  sql: String(sql),
})
