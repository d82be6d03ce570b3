import type { MigrationSource } from './contracts/migration.ts'
import type { Migrations } from './contracts/migrations.ts'
import { makeCatalogue } from './create-tables.ts'
import type { Line } from './migration/own/line.ts'
import { SqlMigrations } from './migration/migrations.ts'
import { Workshop, type WorkshopParts } from './migration/workshop.ts'
import { stepContext } from './step-context.ts'
import { storeLines } from './stores/store-lines.ts'

/** The migrations of one database: where the engine that runs them meets the stores that it knows nothing of. */
export const makeMigrations = (parts: WorkshopParts, source: MigrationSource): Migrations => {
  const workshop = new Workshop({
    ...parts,
    makeTables: async (tables) => {
      await parts.makeTables(tables)
      await makeCatalogue(parts)
    },
  })
  return new SqlMigrations(workshop, stepContext(parts), source, lineOf(parts, source))
}

const lineOf = ({ root }: WorkshopParts, { store }: MigrationSource): Line | undefined =>
  store === undefined ? undefined : storeLines[store]?.(root.dialect)
