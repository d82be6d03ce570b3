import type { ColumnSchema, ReferenceSchema } from '../../contracts/table.ts'
import { HoldfastError } from '../../errors.ts'
import { columnsOf, type RecordTable } from './record-table.ts'
import { type RowValues, textUnlessNull } from './row-values.ts'
import type { RowChange, Statement } from './statement.ts'

/** A reference from the rows of one table to those of another. */
interface Reference {
  readonly schema: ReferenceSchema
  readonly child: RecordTable
  readonly own: readonly ColumnSchema[]
  /** The columns referred to. */
  readonly other: readonly ColumnSchema[]
}

const referenceOf = (child: RecordTable, schema: ReferenceSchema): Reference => {
  const target = schema.target()
  return {
    schema,
    child,
    own: columnsOf(child.schema, schema.columns),
    other: columnsOf(target.schema, target.columns),
  }
}

/** At the end, each row must refer to active rows: with all of its references, or those of the columns that were changed. */
export function requireParents(
  statement: Statement,
  child: RecordTable,
  rows: readonly RowValues[],
  changed: readonly string[] | undefined,
): void {
  for (const schema of child.schema.references) {
    if (changed?.includes(schema.property) === false) continue
    const reference = referenceOf(child, schema)
    const texts = textsOf(rows, reference.own)
    if (texts.size === 0) continue
    statement.atEnd(() => {
      const target = schema.target()
      const parents = statement.table(target.schema)
      for (const text of texts) {
        const parent = parents.find(target.columns, text)
        if (parent === undefined || !parents.isActive(parent))
          throw broken(reference, statement.action, 'refers to a row that does not exist, or is deleted')
      }
    })
  }
}

/** At the end, nothing may refer to a value in a unique column that these changes have taken away. */
export function keepParents(statement: Statement, parent: RecordTable, changes: readonly RowChange[]): void {
  for (const reference of referencesTo(statement, parent)) {
    const before = textsOf(
      changes.map(({ before }) => before).filter((row) => row !== undefined),
      reference.other,
    )
    const after = textsOf(
      changes.map(({ after }) => after).filter((row) => row !== undefined),
      reference.other,
    )
    for (const text of after) before.delete(text)
    if (before.size > 0) refuseChildren(statement, reference, before)
  }
}

/** Removes rows for good, with what the references to them ask for. */
export function removeRows(statement: Statement, table: RecordTable, rows: readonly RowValues[]): void {
  if (rows.length === 0) return
  statement.change(
    table.schema.name,
    rows.map((before) => ({ before })),
  )
  for (const reference of referencesTo(statement, table)) {
    const gone = textsOf(rows, reference.other)
    if (gone.size === 0) continue
    if (reference.schema.onDelete === 'restrict') {
      refuseChildren(statement, reference, gone)
      continue
    }
    const child = statement.table(reference.child.schema)
    const children = referring(child, reference, gone)
    if (reference.schema.onDelete === 'cascade') removeRows(statement, child, children)
    else emptyReference(statement, reference, children)
  }
}

/** Leaves the tenant, which every row keeps. */
const emptyReference = (
  statement: Statement,
  { child, schema }: Reference,
  rows: readonly RowValues[],
): void => {
  const [column] = columnsOf(child.schema, [schema.property])
  statement.change(
    child.schema.name,
    rows.map((before) => ({ before, after: { ...before, [column!.name]: null } })),
  )
}

const refuseChildren = (statement: Statement, reference: Reference, gone: ReadonlySet<string>): void => {
  statement.atEnd(() => {
    const child = statement.table(reference.child.schema)
    if (referring(child, reference, gone).length > 0)
      throw broken(reference, statement.action, 'still refers to a row that goes')
  })
}

const referring = (child: RecordTable, { own }: Reference, gone: ReadonlySet<string>): readonly RowValues[] =>
  [...child.rows()].filter((row) => {
    const text = textUnlessNull(row, own)
    return text !== undefined && gone.has(text)
  })

const referencesTo = (statement: Statement, { schema }: RecordTable): readonly Reference[] =>
  [...statement.state.records.all()].flatMap((child) =>
    child.schema.references
      .filter((reference) => reference.target().schema.name === schema.name)
      .map((reference) => referenceOf(child, reference)),
  )

const textsOf = (rows: readonly RowValues[], columns: readonly ColumnSchema[]): Set<string> =>
  new Set(rows.flatMap((row) => textUnlessNull(row, columns) ?? []))

const broken = ({ child, schema }: Reference, action: string, reason: string): HoldfastError =>
  new HoldfastError('foreign-key', `Cannot ${action}: a row of "${child.schema.name}" ${reason}`, {
    table: child.schema.name,
    columns: schema.columns,
    constraint: schema.name,
  })
