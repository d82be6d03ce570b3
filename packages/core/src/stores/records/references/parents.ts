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
    if ((await missingParents(table, reference, rows, call)).size > 0)
      throw table.executor.fail(missing(table, reference, call.action))
  }
}

/** A row with the reference whose parent does not exist or is deleted. */
export interface Orphan {
  readonly row: readonly ColumnValue[]
  /** What is to be thrown when it is written. */
  refused(): HoldfastError
}

/** Those of the rows that lack a parent. The parents of the others are kept until the end of the transaction. */
export const orphansAmong = async (
  table: RecordsTable,
  references: readonly ReferenceSchema[],
  rows: readonly (readonly ColumnValue[])[],
  call: Call,
): Promise<readonly Orphan[]> => {
  const orphans: Orphan[] = []
  for (const reference of references) {
    const lacking = await missingParents(table, reference, rows, call)
    if (lacking.size === 0) continue
    const places = placesOf(table, reference.columns)
    for (const row of rows) {
      if (!lacking.has(identityOf(places.map((place) => row[place]!)))) continue
      orphans.push({ row, refused: () => table.executor.fail(missing(table, reference, call.action)) })
    }
  }
  return orphans
}

/** The parents that rows name and that are not there, by their key. */
const missingParents = async (
  table: RecordsTable,
  reference: ReferenceSchema,
  rows: readonly (readonly ColumnValue[])[],
  call: Call,
): Promise<ReadonlyMap<string, Parent>> => {
  const wanted = wantedParents(table, reference, rows)
  for (const key of ownRows(table, reference, rows)) wanted.delete(key)
  const parents = [...wanted.values()]
  for (let at = 0; at < parents.length; at += parentsAtOnce) {
    const part = parents.slice(at, at + parentsAtOnce)
    for (const found of await foundParents(table, reference, part, call)) wanted.delete(found)
  }
  return wanted
}

type Parent = readonly ColumnValue[]

const placesOf = ({ schema }: RecordsTable, properties: readonly string[]): readonly number[] =>
  properties.map((property) => schema.columns.findIndex((column) => column.property === property))

/** The parents that rows name, each once. A reference with a null in it names none. */
const wantedParents = (
  table: RecordsTable,
  { columns }: ReferenceSchema,
  rows: readonly (readonly ColumnValue[])[],
): Map<string, Parent> => {
  const places = placesOf(table, columns)
  const wanted = new Map<string, Parent>()
  for (const row of rows) {
    const parent = places.map((place) => row[place]!)
    if (!parent.some((value) => value === null)) wanted.set(identityOf(parent), parent)
  }
  return wanted
}

/** A row may refer to itself, and to others that are written with it. */
const ownRows = (
  table: RecordsTable,
  reference: ReferenceSchema,
  rows: readonly (readonly ColumnValue[])[],
): readonly string[] => {
  const target = reference.target()
  if (target.schema !== table.schema) return []
  const places = placesOf(table, target.columns)
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
  // The weakest lock that keeps a parent: transactions that add children and then change it must not wait for each other.
  const lock = table.dialect.locks === 'rows' ? ` order by ${order} for key share` : ''
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
