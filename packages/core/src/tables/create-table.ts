import type { Capabilities } from '../contracts/capabilities.ts'
import type { TableSchema } from '../contracts/table.ts'
import type { Dialect } from '../database/dialect.ts'
import { requireColumn } from '../door/table.ts'
import { hasTombstone, tombstone } from '../door/tombstone.ts'
import { checkTexts } from './check-text.ts'
import { columnTexts } from './column-text.ts'
import { indexTexts } from './index-text.ts'
import { isNative, referenceText } from './reference-text.ts'

type Engine = Pick<Capabilities, 'foreignKeys' | 'partialIndexes'>

/** The statements that make a table. */
export interface TableTexts {
  /** The table, then its indexes. */
  readonly make: readonly string[]
  /** References, for when every table is there. */
  readonly refer: readonly string[]
}

/** The DDL of a definition. The key begins with the tenant, and a unique constraint ends with the tombstone. */
export const createTable = (schema: TableSchema, dialect: Dialect, engine: Engine): TableTexts => {
  const list = (properties: readonly string[]): readonly string[] =>
    properties.map((property) => dialect.quote(requireColumn(schema, property, 'make a table').name))
  const marked = hasTombstone(schema) ? [dialect.quote(tombstone)] : []
  const references = isNative(engine)
    ? schema.references.map((reference) => referenceText(schema, reference, dialect))
    : []
  const isInline = dialect.tables.references === 'inline'
  const table = dialect.table(schema.name)
  const lines = [
    ...columnTexts(schema, dialect),
    `primary key (${list(schema.primaryKey).join(', ')})`,
    ...schema.uniques.map(
      ({ name, columns }) =>
        `constraint ${dialect.quote(name)} unique (${[...list(columns), ...marked].join(', ')})`,
    ),
    ...checkTexts(schema, dialect),
    ...(isInline ? references : []),
  ]
  return {
    make: [
      `${dialect.tables.create} ${table} (${lines.join(', ')})${dialect.tables.suffix}`,
      ...indexTexts(schema, dialect, engine),
    ],
    refer: isInline ? [] : references.map((reference) => `alter table ${table} add ${reference}`),
  }
}
