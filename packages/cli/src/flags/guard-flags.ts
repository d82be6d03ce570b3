import type { FlagParametersForType } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { runFlags, type RunFlags } from './run-flags.ts'
import { milliseconds, wholeNumber } from './whole-number.ts'

/** How much care a run takes of the data. */
export interface GuardFlags extends RunFlags {
  readonly lint?: boolean
  readonly backup?: boolean
  readonly backupTo?: string
  readonly keep?: number
  readonly keepDays?: number
  readonly prove?: boolean
  readonly attempts?: number
  readonly pause?: number
  readonly drift?: 'tell' | 'refuse' | 'ignore'
}

export const pauseFlag: FlagParametersForType<Pick<GuardFlags, 'pause'>, CommandContext>['pause'] = {
  kind: 'parsed',
  parse: milliseconds,
  optional: true,
  placeholder: 'ms',
  brief: 'How long to rest between two batches of a backfill [default = 0]',
}

export const guardFlags: FlagParametersForType<GuardFlags, CommandContext> = {
  lint: { kind: 'boolean', optional: true, brief: 'Refuse hazards that nobody accepted [default = yes]' },
  backup: {
    kind: 'boolean',
    optional: true,
    brief: 'Copy what a text takes away before it runs [default = yes]',
  },
  backupTo: {
    kind: 'parsed',
    parse: String,
    optional: true,
    placeholder: 'folder',
    brief: 'Copy the whole database into this folder before anything is changed or taken away',
  },
  keep: {
    kind: 'parsed',
    parse: wholeNumber,
    optional: true,
    placeholder: 'number',
    brief: 'How many copies of each stay when it has succeeded [default = all]',
  },
  keepDays: {
    kind: 'parsed',
    parse: wholeNumber,
    optional: true,
    placeholder: 'days',
    brief: 'Copies that are younger stay, however many',
  },
  prove: {
    kind: 'boolean',
    optional: true,
    brief: 'Compare the tables that a text does not name, before and after [default = yes]',
  },
  attempts: {
    kind: 'parsed',
    parse: wholeNumber,
    optional: true,
    placeholder: 'number',
    brief: 'How often one may have failed before it is not tried again [default = 10]',
  },
  pause: pauseFlag,
  drift: {
    kind: 'enum',
    values: ['tell', 'refuse', 'ignore'],
    optional: true,
    brief: 'What to do about a schema that was changed by other ways since the last run [default = tell]',
  },
  ...runFlags,
}
