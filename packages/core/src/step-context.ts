import type { StepContext } from './migration/verbs/step-units.ts'
import type { WorkshopParts } from './migration/workshop.ts'
import { defineSchema } from './schema/define-schema.ts'
import { readSchema } from './schema/read-schema.ts'
import { followTracking } from './stores/changes/follow-tracking.ts'
import { followChange } from './stores/records/references/follow-change.ts'
import { withKeptKeys } from './stores/records/references/kept-keys.ts'
import { tableStatements } from './table-statements.ts'

/** What steps look at: where they meet the stores that they know nothing of. `ours`: the stores' own tables are among what they see and change. */
export const stepContext = (
  { root: { engine }, backend }: Pick<WorkshopParts, 'root' | 'backend'>,
  ours = false,
): StepContext => {
  const { dialect, capabilities } = engine
  return {
    dialect,
    capabilities,
    backend,
    tableStatements: (schema) => tableStatements(engine, schema),
    defineSchema: async (tables) => {
      const lease = await engine.connections.lease('exclusive', {}, 'compare tables')
      try {
        return await defineSchema(lease.connection, dialect, capabilities, tables)
      } finally {
        await lease.end({ broken: lease.connection.inTransaction })
      }
    },
    withKeptKeys: (connection, found, wanted, tables) =>
      withKeptKeys(connection, engine, found, wanted, tables),
    followChange: async ({ execute }, change) => {
      await followChange(execute, engine, change)
      await followTracking(execute, dialect, change)
    },
    readSchema: (work, options) => readSchema(work, dialect, { ours, ...options }),
  }
}
