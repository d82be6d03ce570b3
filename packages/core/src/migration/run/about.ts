import type { Attributes } from '../../database/trace.ts'
import type { LoadedMigration } from '../source/loaded-migration.ts'
import type { Run } from './run.ts'

/** What is done with a migration. */
export type Doing = 'apply' | 'undo' | 'rehearse'

/** What a trace tells of statements that belong to a history as a whole. */
export const aboutLine = ({ line }: { readonly line: string }): Attributes => ({
  'holdfast.migration.line': line,
})

/** What it tells of the statements of one migration. */
export const aboutMigration = (
  { ledger }: Pick<Run, 'ledger'>,
  { version, name }: Pick<LoadedMigration, 'version' | 'name'>,
  doing: Doing,
): Attributes => ({
  ...aboutLine(ledger),
  'holdfast.migration.version': version,
  'holdfast.migration.name': name,
  'holdfast.migration.action': doing,
})

/** The run, with a trace that names this migration. */
export const concerning = (run: Run, migration: LoadedMigration, doing: Doing): Run => ({
  ...run,
  limits: { ...run.limits, about: aboutMigration(run, migration, doing) },
})
