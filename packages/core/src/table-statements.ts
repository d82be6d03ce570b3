import type { TableSchema } from './contracts/table.ts'
import type { Engine } from './database/root-executor.ts'
import { statement, type Statement } from './database/statement.ts'
import { trackingOf } from './door/tracking.ts'
import { trackTexts } from './stores/changes/tracked-tables.ts'
import { keptReferences, writeCatalogue } from './stores/records/references/catalogue.ts'
import { createTable } from './tables/create-table.ts'
import { guardTexts } from './tables/tenant-guard.ts'

/** The statements that make one table and write down what the library keeps of it, for a transaction in which the catalogue is there. */
export const tableStatements = (
  { dialect, capabilities }: Pick<Engine, 'dialect' | 'capabilities'>,
  schema: TableSchema,
): readonly Statement[] => {
  const { make, refer } = createTable(schema, dialect, capabilities)
  const guard = schema.tenant === undefined ? [] : guardTexts(schema, dialect)
  const kept = keptReferences(schema, capabilities)
  const tracking = trackingOf(schema)
  return [
    ...[...make, ...refer, ...guard].map((text) => statement(text)),
    ...(kept.length === 0 ? [] : writeCatalogue(dialect, schema.name, kept)),
    ...(tracking === undefined ? [] : trackTexts(dialect, schema.name, tracking)),
  ]
}
