import type { Capabilities } from '../../../contracts/capabilities.ts'
import type { OnDelete } from '../../../contracts/column.ts'
import type { ForeignKeyModel, ReferenceAction, SchemaModel } from '../../../contracts/schema-model.ts'
import type { AnyTable } from '../../../contracts/table.ts'
import type { Dialect } from '../../../database/dialect.ts'
import type { Connection } from '../../../database/driver.ts'
import { checkTables } from '../../../door/table-list.ts'
import {
  catalogueEntry,
  catalogueTable,
  keptReferences,
  readCatalogue,
  type KeptReference,
} from './catalogue.ts'

interface Engine {
  readonly dialect: Dialect
  readonly capabilities: Pick<Capabilities, 'foreignKeys'>
}

/** Two models, each with the references that the library keeps because the engine has none: those that are, and those that definitions want. */
export const withKeptKeys = async (
  connection: Connection,
  { dialect, capabilities }: Engine,
  found: SchemaModel,
  wanted: SchemaModel,
  tables: readonly AnyTable[],
): Promise<{ readonly found: SchemaModel; readonly wanted: SchemaModel }> => {
  if (capabilities.foreignKeys) return { found, wanted }
  const { rows } = await connection.execute(dialect.tables.columnsOf(catalogueTable))
  const kept =
    rows.length === 0 ? [] : (await connection.execute(readCatalogue(dialect))).rows.map(catalogueEntry)
  const should = checkTables(tables, 'compare tables').flatMap((schema) =>
    keptReferences(schema, capabilities),
  )
  return { found: withKeys(found, kept), wanted: withKeys(wanted, should) }
}

const withKeys = (model: SchemaModel, kept: readonly KeptReference[]): SchemaModel => ({
  ...model,
  tables: model.tables.map((table) => ({
    ...table,
    foreignKeys: [...table.foreignKeys, ...kept.filter(({ child }) => child === table.name).map(asKey)],
  })),
})

const actions: Readonly<Record<OnDelete, ReferenceAction>> = {
  restrict: 'no action',
  cascade: 'cascade',
  'set-null': 'set null',
}

const asKey = ({ name, columns, parent, target, onDelete }: KeptReference): ForeignKeyModel => ({
  name,
  columns: columns.map((column) => column.name),
  table: parent,
  referencedColumns: target.map((column) => column.name),
  onDelete: actions[onDelete],
  onUpdate: 'no action',
  isValid: true,
  isKept: true,
})
