import type { FlagParametersForType } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import type { OutputFlags } from '../output/output.ts'
import { outputFlags } from './output-flags.ts'

/** Which database, and which migrations. */
export interface SourceFlags extends OutputFlags {
  readonly url?: string
  readonly dir?: string
  readonly line?: string
  readonly ledger?: string
}

export const dirFlag: FlagParametersForType<Pick<SourceFlags, 'dir'>, CommandContext>['dir'] = {
  kind: 'parsed',
  parse: String,
  optional: true,
  placeholder: 'folder',
  brief: 'Where the migrations are [default = migrations]',
}

export const sourceFlags: FlagParametersForType<SourceFlags, CommandContext> = {
  url: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'url',
    brief: 'The database, as sqlite:app.db [default = $HOLDFAST_URL, then $DATABASE_URL]',
  },
  dir: dirFlag,
  line: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'name',
    brief: 'Which of several histories in one database [default = app]',
  },
  ledger: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'table',
    brief: 'The table that keeps the history [default = schema_migrations]',
  },
  ...outputFlags,
}
