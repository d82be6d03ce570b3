import type { MigrationSource } from './contracts/migration.ts'
import type { Migrations } from './contracts/migrations.ts'
import { makeCatalogue, tableStatements } from './create-tables.ts'
import { SqlMigrations } from './migration/migrations.ts'
import type { StepContext } from './migration/verbs/step-units.ts'
import { Workshop, type WorkshopParts } from './migration/workshop.ts'
import { defineSchema } from './schema/define-schema.ts'
import { followChange } from './stores/records/references/follow-change.ts'
import { readSchema } from './schema/read-schema.ts'

/** The migrations of one database: where the engine that runs them meets the stores that it knows nothing of. */
export const makeMigrations = (parts: WorkshopParts, source: MigrationSource): Migrations => {
  const { engine } = parts.root
  const workshop = new Workshop({
    ...parts,
    makeTables: async (tables) => {
      await parts.makeTables(tables)
      await makeCatalogue(engine)
    },
  })
  const { dialect, capabilities } = engine
  const context: StepContext = {
    dialect,
    capabilities,
    backend: parts.backend,
    tableStatements: (schema) => tableStatements(engine, schema),
    defineSchema: async (tables) => {
      const lease = await engine.connections.lease('exclusive', {}, 'compare tables')
      try {
        return await defineSchema(lease.connection, dialect, capabilities, tables)
      } finally {
        await lease.end({ broken: lease.connection.inTransaction })
      }
    },
    followChange: ({ execute }, change) => followChange(execute, dialect, change),
    readSchema: (work, options) => readSchema(work, dialect, options),
  }
  return new SqlMigrations(workshop, context, source)
}
