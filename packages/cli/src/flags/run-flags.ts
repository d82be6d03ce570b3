import type { FlagParametersForType } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { sourceFlags, type SourceFlags } from './source-flags.ts'
import { milliseconds } from './whole-number.ts'

/** What a command takes that changes the database. */
export interface RunFlags extends SourceFlags {
  readonly whenLocked?: number | 'skip' | 'fail'
  readonly lockTimeout?: number
  readonly timeout?: number
}

export const runFlags: FlagParametersForType<RunFlags, CommandContext> = {
  ...sourceFlags,
  whenLocked: {
    kind: 'parsed',
    parse: (text) => (text === 'skip' || text === 'fail' ? text : milliseconds(text)),
    optional: true,
    placeholder: 'skip|fail|ms',
    brief: 'What to do while another host migrates: leave it to that one, fail, or wait [default = 60000]',
  },
  lockTimeout: {
    kind: 'parsed',
    parse: milliseconds,
    optional: true,
    placeholder: 'ms',
    brief: 'The longest wait for the lock of a table, before it is tried again [default = 5000]',
  },
  timeout: {
    kind: 'parsed',
    parse: milliseconds,
    optional: true,
    placeholder: 'ms',
    brief: 'The longest one transaction may run [default = 3600000]',
  },
}
