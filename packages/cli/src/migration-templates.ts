/** What a new file says: how to write one, as comments that may stay. */
export const migrationTemplates = {
  sql: (name: string): string => `-- ${name}
--
-- All of it is one transaction, unless the engine cannot: then say
--   -- holdfast: no-transaction
-- A hazard that \`holdfast lint\` refuses is accepted with a reason:
--   -- accept: DL02 nobody has read this column since May
-- What must be true before and after:
--   -- assert-after: select count(*) = 0 from users where email is null

`,
  repeatable: (
    name: string,
  ): string => `-- ${name}: run again whenever it changes, behind all migrations that have a number.
-- Write what can be run any number of times, as create or replace view, or drop view if exists before create view.

`,
  down: (name: string): string => `-- Undoes ${name}.

`,
  module: (
    name: string,
  ): string => `// ${name}: steps as data, the same on every engine. Plain SQL may stand among them, as a string.
import { addColumn, backfill } from '@holdfast/core/migration'

export const up = [
  // addColumn('users', 'email', text().nullable()),
  // backfill('users', { set: { email: 'lower(email)' }, where: 'email <> lower(email)' }),
]
`,
} as const
