import type { FlagParametersForType } from '@stricli/core'
import type { StoreName } from '@holdfast/core'
import type { CommandContext } from '../command-context.ts'
import { sourceFlags, type SourceFlags } from './source-flags.ts'

/** Which history to look at: of the migrations, or of a store's own tables. */
export interface LookFlags extends SourceFlags {
  readonly store?: StoreName
}

export const lookFlags: FlagParametersForType<LookFlags, CommandContext> = {
  store: {
    kind: 'parsed',
    // An unknown one is refused with the names of those that there are.
    parse: (name) => name as StoreName,
    optional: true,
    placeholder: 'name',
    brief: 'The history of the tables that Holdfast makes for this store, as key-value',
  },
  ...sourceFlags,
}
