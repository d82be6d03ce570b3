import type { ReferenceSchema } from '../../../contracts/table.ts'
import type { Call } from '../../../database/executor.ts'
import type { ColumnValue } from '../../../door/column-value.ts'
import { identityOf } from '../../../door/portable-text.ts'
import { allOf, type Predicate } from '../../../door/predicate.ts'
import { HoldfastError } from '../../../errors.ts'
import { StatementText } from '../../../tables/statement-text.ts'
import type { RecordsTable } from '../records-table.ts'
import { columnList, rowReader } from '../row-reader.ts'

/** Parents looked for in one statement. */
const parentsAtOnce = 500

/** The references that the engine does not check, or not well enough: it knows nothing of soft-deleted parents. */
export const parentsToCheck = ({ schema, parts }: RecordsTable): readonly ReferenceSchema[] =>
  schema.references.filter(
    (reference) => !parts.capabilities.foreignKeys || reference.target().schema.deletedAt !== undefined,
  )

/**
 * Requires that each row's parents exist and are active, and keeps them so until the end of the transaction, which writes the rows. Throws `foreign-key`,
 * after which the transaction can only roll back, as if the engine had refused.
 */
export const checkParents = async (
  table: RecordsTable,
  references: readonly ReferenceSchema[],
  rows: readonly (readonly ColumnValue[])[],
  call: Call,
): Promise<void> => {
  for (const reference of references) {
    const wanted = wantedParents(table, reference, rows)
    for (const key of ownRows(table, reference, rows)) wanted.delete(key)
    const parents = [...wanted.values()]
    for (let at = 0; at < parents.length; at += parentsAtOnce) {
      const part = parents.slice(at, at + parentsAtOnce)
      for (const found of await foundParents(table, reference, part, call)) wanted.delete(found)
    }
    if (wanted.size > 0) throw table.executor.fail(missing(table, reference, call.action))
  }
}

type Parent = readonly ColumnValue[]

/** The parents that rows name, each once. A reference with a null in it names none. */
const wantedParents = (
  { schema }: RecordsTable,
  { columns }: ReferenceSchema,
  rows: readonly (readonly ColumnValue[])[],
): Map<string, Parent> => {
  const places = columns.map((property) => schema.columns.findIndex((column) => column.property === property))
  const wanted = new Map<string, Parent>()
  for (const row of rows) {
    const parent = places.map((place) => row[place]!)
    if (!parent.some((value) => value === null)) wanted.set(identityOf(parent), parent)
  }
  return wanted
}

/** A row may refer to itself, and to others that are written with it. */
const ownRows = (
  { schema }: RecordsTable,
  reference: ReferenceSchema,
  rows: readonly (readonly ColumnValue[])[],
): readonly string[] => {
  const target = reference.target()
  if (target.schema !== schema) return []
  const places = target.columns.map((property) =>
    schema.columns.findIndex((column) => column.property === property),
  )
  return rows.map((row) => identityOf(places.map((place) => row[place]!)))
}

const foundParents = async (
  table: RecordsTable,
  reference: ReferenceSchema,
  parents: readonly Parent[],
  call: Call,
): Promise<readonly string[]> => {
  const { schema, columns: properties } = reference.target()
  const target = table.other(schema, schema.tenant === undefined ? undefined : table.tenant)
  const columns = properties.map((property) => target.column(property))
  // Column by column: pairs that do not belong together are sorted out by the key.
  const where = allOf(
    columns.map((column, index): Predicate => ({ op: 'in', column, values: distinct(parents, index) })),
  )
  const text = new StatementText(table.dialect)
  const order = columnList(table.dialect, columns)
  const lock = table.dialect.locks === 'rows' ? ` order by ${order} for share` : ''
  const sql = `select ${order} from ${target.name} as t where ${text.where(target.scoped(where))}${lock}`
  const { rows } = await table.executor.query(text.finish(sql, target.summary('PARENTS')), 'write', call)
  const read = rowReader(table.dialect, columns)
  return rows.map((cells) => {
    const row = read(cells)
    return identityOf(properties.map((property) => row[property] as ColumnValue))
  })
}

const distinct = (parents: readonly Parent[], index: number): readonly Exclude<ColumnValue, null>[] => [
  ...new Map(
    parents.map((parent) => [identityOf([parent[index]!]), parent[index] as Exclude<ColumnValue, null>]),
  ).values(),
]

const missing = ({ schema }: RecordsTable, reference: ReferenceSchema, action: string): HoldfastError =>
  new HoldfastError(
    'foreign-key',
    `Cannot ${action}: "${reference.property}" refers to a row of "${reference.target().schema.name}" that does not exist or is deleted`,
    { table: schema.name, columns: reference.columns, constraint: reference.name },
  )
