import type { FlagParametersForType } from '@stricli/core'
import type { CommandContext } from '../command-context.ts'
import { version } from './whole-number.ts'

/** Up to which migration a command goes. */
export interface ToFlag {
  readonly to?: number
}

/** Which of the pending migrations a command takes. */
export interface VersionFlags extends ToFlag {
  readonly allowOutOfOrder?: boolean
}

/** `verb`: what is done to each migration, as `apply`. */
export const toFlag = (verb: string): FlagParametersForType<ToFlag, CommandContext> => ({
  to: {
    kind: 'parsed',
    parse: version,
    optional: true,
    placeholder: 'version',
    brief: `The last one to ${verb} [default = all]`,
  },
})

/** `verb`: what is done to each migration, as `apply`. */
export const versionFlags = (verb: string): FlagParametersForType<VersionFlags, CommandContext> => ({
  ...toFlag(verb),
  allowOutOfOrder: {
    kind: 'boolean',
    optional: true,
    withNegated: false,
    brief: `${verb.charAt(0).toUpperCase()}${verb.slice(1)} also a number below one that was applied`,
  },
})
