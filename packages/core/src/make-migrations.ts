import type { MigrationSource } from './contracts/migration.ts'
import type { Migrations } from './contracts/migrations.ts'
import { makeCatalogue, tableStatements } from './create-tables.ts'
import { SqlMigrations } from './migration/migrations.ts'
import { Workshop, type WorkshopParts } from './migration/workshop.ts'

/** The migrations of one database: where the engine that runs them meets the stores that it knows nothing of. */
export const makeMigrations = ({
  source,
  makeTables,
  ...parts
}: WorkshopParts & { readonly source: MigrationSource }): Migrations => {
  const { engine } = parts.root
  const workshop = new Workshop({
    ...parts,
    makeTables: async (tables) => {
      await makeTables(tables)
      await makeCatalogue(engine)
    },
  })
  const { dialect, capabilities } = engine
  const context = {
    dialect,
    capabilities,
    backend: parts.backend,
    tableStatements: (schema: Parameters<typeof tableStatements>[1]) => tableStatements(engine, schema),
  }
  return new SqlMigrations(workshop, context, source)
}
