import type { FlagParametersForType } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { runFlags, type RunFlags } from './run-flags.ts'
import { milliseconds, wholeNumber } from './whole-number.ts'

/** How much care a run takes of the data. */
export interface GuardFlags extends RunFlags {
  readonly lint?: boolean
  readonly backup?: boolean
  readonly prove?: boolean
  readonly attempts?: number
  readonly pause?: number
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
  pause: {
    kind: 'parsed',
    parse: milliseconds,
    optional: true,
    placeholder: 'ms',
    brief: 'How long to rest between two batches of a backfill [default = 0]',
  },
  ...runFlags,
}
