import type { FlagParametersForType } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import type { OutputFlags } from '../output/output.ts'

/** What every command takes. */
export const outputFlags: FlagParametersForType<OutputFlags, CommandContext> = {
  json: {
    kind: 'boolean',
    optional: true,
    withNegated: false,
    brief: 'Write the data as JSON to standard output',
  },
  color: {
    kind: 'boolean',
    optional: true,
    brief: 'Colours, or none; by default for a terminal, unless NO_COLOR is set',
  },
  verbose: {
    kind: 'boolean',
    optional: true,
    withNegated: false,
    brief: 'Show traces and causes of errors; a cause may quote a stored value',
  },
}
