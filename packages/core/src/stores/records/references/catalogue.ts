import type { Capabilities } from '../../../contracts/capabilities.ts'
import type { ColumnSpecification, OnDelete } from '../../../contracts/column.ts'
import type { ColumnSchema, TableSchema } from '../../../contracts/table.ts'
import type { Dialect } from '../../../database/dialect.ts'
import { statement, type Statement } from '../../../database/statement.ts'
import { requireColumn } from '../../../door/table.ts'
import { HoldfastError } from '../../../errors.ts'
import { line, type Line } from '../../../migration/own/line.ts'
import { ownTable } from '../../../migration/own/own-step.ts'
import { isKeptByLibrary } from '../../../tables/reference-text.ts'

export const catalogueTable = 'holdfast_references'

/** A column as far as its values must be read and bound. */
export interface KeptColumn extends Pick<ColumnSpecification, 'kind' | 'precision' | 'scale' | 'collation'> {
  readonly name: string
}

/** A reference that the library keeps: all that is needed when a parent is removed where the child's definition is not known. */
export interface KeptReference {
  readonly parent: string
  readonly child: string
  /** Of the constraint. */
  readonly name: string
  readonly onDelete: OnDelete
  /** In the child. The tenant first, where the parent has one. */
  readonly columns: readonly KeptColumn[]
  /** In the parent, in the same order. */
  readonly target: readonly KeptColumn[]
  /** The child's primary key. */
  readonly key: readonly KeptColumn[]
}

/** References outlive the process that defined them. One row each. */
export const referencesLine: Line = line('records', [
  {
    version: 1,
    name: 'references',
    up: [
      ownTable({
        name: catalogueTable,
        columns: [
          { name: 'child', type: 'text' },
          { name: 'name', type: 'text' },
          { name: 'parent', type: 'text' },
          { name: 'definition', type: 'text' },
        ],
        primaryKey: ['child', 'name'],
      }),
    ],
  },
])

/** Those of a table's references that the library keeps on this engine, and the cascades by which a removal may reach them. */
export const keptReferences = (
  schema: TableSchema,
  engine: Pick<Capabilities, 'foreignKeys'>,
): readonly KeptReference[] =>
  schema.references
    .filter((reference) => reference.onDelete === 'cascade' || isKeptByLibrary(reference, engine))
    .map((reference) => {
      const { schema: target, columns } = reference.target()
      return {
        parent: target.name,
        child: schema.name,
        name: reference.name,
        onDelete: reference.onDelete,
        columns: keptColumns(schema, reference.columns),
        target: keptColumns(target, columns),
        key: keptColumns(schema, schema.primaryKey),
      }
    })

export const keptColumn = ({ name, kind, precision, scale, collation }: ColumnSchema): KeptColumn => ({
  name,
  kind,
  ...(precision === undefined ? {} : { precision }),
  ...(scale === undefined ? {} : { scale }),
  ...(collation === undefined ? {} : { collation }),
})

const keptColumns = (schema: TableSchema, properties: readonly string[]): readonly KeptColumn[] =>
  properties.map((property) => keptColumn(requireColumn(schema, property, 'keep a reference')))

const list = ['child', 'name', 'parent', 'definition'] as const

export const readCatalogue = (
  dialect: Dialect,
  where?: { readonly column: 'child' | 'parent'; readonly value: string },
): Statement => {
  const text = `select ${list.map((name) => dialect.quote(name)).join(', ')} from ${dialect.table(catalogueTable)}`
  return where === undefined
    ? statement(text)
    : statement(`${text} where ${dialect.quote(where.column)} = ${dialect.placeholder(1)}`, [where.value])
}

/** Writes the references of one child anew. */
export const writeCatalogue = (
  dialect: Dialect,
  child: string,
  references: readonly KeptReference[],
): readonly Statement[] => {
  const table = dialect.table(catalogueTable)
  const insert = `insert into ${table} (${list.map((name) => dialect.quote(name)).join(', ')}) values (${list.map((_, index) => dialect.placeholder(index + 1)).join(', ')})`
  return [
    statement(`delete from ${table} where ${dialect.quote('child')} = ${dialect.placeholder(1)}`, [child]),
    ...references.map(({ name, parent, onDelete, columns, target, key }) =>
      statement(insert, [child, name, parent, JSON.stringify({ onDelete, columns, target, key })]),
    ),
  ]
}

export const catalogueEntry = (row: readonly unknown[]): KeptReference => {
  const [child, name, parent, definition] = row.map(String) as [string, string, string, string]
  try {
    const rest = JSON.parse(definition) as Pick<KeptReference, 'onDelete' | 'columns' | 'target' | 'key'>
    return { child, name, parent, ...rest }
  } catch (cause) {
    throw new HoldfastError('corrupt', `Cannot read the reference "${name}": its entry is no JSON`, { cause })
  }
}
