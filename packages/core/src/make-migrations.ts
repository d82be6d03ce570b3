import type { MigrationSource } from './contracts/migration.ts'
import type { Migrations } from './contracts/migrations.ts'
import type { Line } from './migration/own/line.ts'
import { SqlMigrations } from './migration/migrations.ts'
import { Workshop, type WorkshopParts } from './migration/workshop.ts'
import { stepContext } from './step-context.ts'
import type { StoreLines } from './stores/store-lines.ts'

/** The migrations of one database: where the engine that runs them meets the stores that it knows nothing of. */
export const makeMigrations = (
  parts: WorkshopParts,
  lines: StoreLines,
  source: MigrationSource,
): Migrations => {
  const own = lineOf(lines, source)
  return new SqlMigrations(new Workshop(parts), stepContext(parts, own !== undefined), source, own)
}

const lineOf = (lines: StoreLines, { store }: MigrationSource): Line | undefined => {
  if (store === undefined || Object.hasOwn(lines, store)) return store && lines[store]
  const names = Object.keys(lines).join(', ')
  throw new TypeError(`Cannot read the migrations: there is no store of that name; the stores are ${names}`)
}
