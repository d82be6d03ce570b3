import { installLines } from './migration/own/install-lines.ts'
import type { Line } from './migration/own/line.ts'
import { SqlMigrations } from './migration/migrations.ts'
import { Workshop, type WorkshopParts } from './migration/workshop.ts'
import { stepContext } from './step-context.ts'

/** Makes the tables of these lines, or brings them up to date. A database that is complete costs one read. */
export const installStores = (
  parts: WorkshopParts,
  lines: readonly Line[],
  mode: 'install' | 'check',
): Promise<void> => {
  const workshop = new Workshop(parts)
  const context = stepContext(parts, true)
  const applySteps = (line: Line): Promise<unknown> =>
    new SqlMigrations(workshop, context, { migrations: [] }, line).apply()
  return installLines({ workshop, context, lines, applySteps }, mode)
}
