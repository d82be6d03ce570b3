import type { FlagParametersForType } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { runFlags, type RunFlags } from './run-flags.ts'
import { wholeNumber } from './whole-number.ts'

/** How much care a run takes of the data. */
export interface GuardFlags extends RunFlags {
  readonly lint?: boolean
  readonly backup?: boolean
  readonly prove?: boolean
  readonly attempts?: number
  readonly drift?: 'tell' | 'refuse' | 'ignore'
}

export const guardFlags: FlagParametersForType<GuardFlags, CommandContext> = {
  lint: { kind: 'boolean', optional: true, brief: 'Refuse hazards that nobody accepted [default = yes]' },
  backup: {
    kind: 'boolean',
    optional: true,
    brief: 'Copy what a text takes away before it runs [default = yes]',
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
  drift: {
    kind: 'enum',
    values: ['tell', 'refuse', 'ignore'],
    optional: true,
    brief: 'What to do about a schema that was changed by other ways since the last run [default = tell]',
  },
  ...runFlags,
}
